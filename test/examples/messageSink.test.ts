/** The commands of docs/callbacks.md that send a message work as they stand on a running gateway. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { Running } from './running';

const PAGE = readFileSync(path.join(__dirname, '../../docs/callbacks.md'), 'utf8');

describe('docs/callbacks.md and examples/message-sink.mjs', function () {
  this.timeout(60_000);
  const running = new Running();
  beforeEach(() => running.open());
  afterEach(() => running.close());

  it('send the confirmation id by message', async () => {
    const port = await running.freePort();
    const url = await running.gateway({ ACME_SMS_KEY: 'secret' });
    const { folder } = running;
    const [script = ''] = PAGE.match(/^URL=.*\n^node examples\/message-sink[\s\S]*?(?=```)/m) ?? [];
    const printed = `${folder}/printed`;
    const commands = script
      .replaceAll('http://127.0.0.1:8080', url)
      .replaceAll('9101', String(port))
      .replace('data/admin.key', `${folder}/data/admin.key`)
      // Nobody who types is faster than a process that starts.
      .replace(/^(node .*) &$/m, `$1 > ${printed} &\nuntil grep -q listening ${printed}; do sleep 0.05; done`);
    const text = await running.shell(
      `${commands}\nuntil grep -q new ${printed}; do sleep 0.05; done; cat ${printed}; kill %1`,
    );
    const [, id = ''] = text.match(/"confirmationId":"(\d{10})"/) ?? [];
    const grouped = `${id.slice(0, 3)} ${id.slice(3, 6)} ${id.slice(6)}`;
    expect(text).to.match(/new me_[0-9a-f]{32} Acme → \+4915123456789: Acme: We will call you back /);
    expect(text).to.include(`Confirmation number: ${grouped}.`);
  });
});
