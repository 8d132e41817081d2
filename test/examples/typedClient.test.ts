/** The typed client is made from the document of a gateway, fits it by the compiler, and routes a call there. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { Call } from '../../src/core/call';
import { Stage } from '../support/stage';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../..');
const FOLDER = path.join(ROOT, 'examples/typed-client');
const bin = (name: string): string => path.join(ROOT, 'node_modules/.bin', name);

describe('examples/typed-client', function () {
  this.timeout(120_000);
  let stage: Stage;
  let url: string;

  before(async () => {
    stage = await Stage.open();
    url = await stage.listen();
    await run(bin('openapi-typescript'), [`${url}/openapi.json`, '-o', path.join(FOLDER, 'api.generated.ts')]);
  });
  after(() => stage.close());

  const client = (key: string) =>
    run(
      process.execPath,
      ['-r', 'ts-node/register/transpile-only', path.join(FOLDER, 'main.ts'), 'acme', 'PJSIP/a6001'],
      {
        cwd: ROOT,
        env: { ...process.env, SIGNALBOX_URL: url, SIGNALBOX_KEY: key },
      },
    );

  it('fits the types made from the document', async () => {
    const { stdout } = await run(bin('tsc'), ['-p', FOLDER]).catch((problem: { stdout: string }) => problem);
    expect(stdout).to.equal('');
  });

  it('lists the calls and routes the one that waits', async () => {
    const { id } = await stage.offered();
    const { stdout } = await client(stage.keys.application as string);
    expect(stdout).to.contain(`${id} offered +493088877766 -> 493023125100 hotline`);
    expect(stdout).to.contain(`routed ${id} to PJSIP/a6001`);
    const { world } = stage.house;
    const connected = await world.waitFor(() => stage.program.of('call.connected')[0]);
    expect((connected.data as Call).id).to.equal(id);
  });

  it('says what was refused', async () => {
    const failure = await client(stage.keys.foreign as string).then(
      () => undefined,
      (problem: { stderr: string }) => problem.stderr,
    );
    expect(failure).to.contain('auth.forbidden');
  });
});
