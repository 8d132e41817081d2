/** "Changing the mapping" of docs/mapping.md, request by request as it is written there, on a gateway that runs. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { mappingYaml } from '../../src/mapping/mappingFile';
import { blocksOf } from '../support/docs/page';
import type { Reply } from '../support/memoryServer';
import { Stage } from '../support/stage';

const PAGE = readFileSync('docs/mapping.md', 'utf8');
const SECTION = PAGE.slice(PAGE.indexOf('## Changing the mapping'), PAGE.indexOf('## Shared applications'));
const blocks = (language: string): string[] => blocksOf(SECTION, language);

// biome-ignore lint/suspicious/noExplicitAny: a JSON document
type Json = any;

const URL = 'http://127.0.0.1:8080';
const VARIABLES: Readonly<Record<string, string>> = {
  URL,
  ADMIN: 'Authorization: Bearer admin',
  YAML: 'Content-Type: application/yaml',
};

/** A request as a `curl` of the page sends it; `files` are what `@` names. */
function requestOf(line: string, files: Readonly<Record<string, string>>) {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, plain]) =>
    single !== undefined ? single : (double ?? plain ?? '').replace(/\$(\w+)/g, (_, name) => VARIABLES[name] ?? ''),
  );
  const headers: Record<string, string> = {};
  const sent: { method?: string; path: string; body?: string } = { path: '' };
  for (let i = 1; i < words.length; i++) {
    const [word = '', next = ''] = words.slice(i, i + 2);
    if (word.startsWith(URL)) sent.path = word.slice(URL.length);
    else if (word === '>') break;
    else if (word !== '-s') {
      i++;
      const [name = '', value = ''] = next.split(/: ?(.*)/);
      if (word === '-H') headers[name.toLowerCase()] = value;
      else if (word === '-X') sent.method = next;
      else if (word === '-d' || word === '--data-binary')
        sent.body = next.startsWith('@') ? (files[next.slice(1)] ?? '') : next;
      else throw new Error(`the page uses curl ${word}`);
    }
  }
  return { method: sent.body === undefined ? 'GET' : 'POST', ...sent, headers };
}

/** What the page adds to the file, beneath what was exported. */
async function added(exported: string, more: string): Promise<string> {
  const read = async (text: string): Promise<Json> => {
    const made = await mappingYaml.read(text);
    if ('flaws' in made) throw new Error(JSON.stringify(made.flaws));
    return JSON.parse(made.json);
  };
  const [mapping, part] = [await read(exported), await read(more)];
  for (const section of ['pbxs', 'tenants']) mapping[section] = { ...mapping[section], ...part[section] };
  return mappingYaml.print(JSON.stringify(mapping));
}

describe('docs/mapping.md', () => {
  let stage: Stage;
  const files: Record<string, string> = {};
  before(async () => {
    stage = await Stage.open();
    stage.house.pbx('munich').phone('PJSIP/c1', { answerAfterMs: 500, hangupAfterMs: 2_000 });
  });
  after(() => stage.close());

  const curls = (block: number): string[] =>
    (blocks('sh')[block] ?? '').split('\n').filter((line) => line.startsWith('curl '));
  const send = async (line: string): Promise<Reply> => {
    const reply = await stage.send(requestOf(line, files));
    expect(reply.status, `${line}: ${reply.text}`).to.equal(200);
    return reply;
  };
  const dial = (dnis: string) =>
    stage.house.pbx('munich').call({ routingPoint: 'main', ani: '08999999', dnis, endpoint: 'PJSIP/isdn' });

  it('begins with the mapping in force as a file', async () => {
    const [exported = ''] = curls(0);
    files['mapping.yaml'] = await added((await send(exported)).text, blocks('yaml')[0] ?? '');
    expect(files['mapping.yaml']).to.include('munich').and.include('acme');
  });

  it('looks before it changes anything', async () => {
    const [validate = '', dryRun = '', diff = ''] = curls(1);
    expect((await send(validate)).json).to.deep.equal({ valid: true, flaws: [] });
    const tried = (await send(dryRun)).json;
    expect(tried.venue).to.deep.include({ tenant: 'initech', venue: 'hotline', by: ['dnis', 'trunk'] });
    expect(tried.customerNumber).to.equal('+4930123456');
    const { changes, consequences } = (await send(diff)).json;
    expect(changes.map(({ path }: Json) => path)).to.deep.equal(['/pbxs/munich', '/tenants/initech']);
    expect(consequences.map(({ words }: Json) => words)).to.include('PBX munich is connected');
    expect(stage.house.mapping.pbxs).not.to.have.property('munich');
  });

  it('applies, and the next call gets through', async () => {
    const [apply = '', preview = '', remove = ''] = curls(2);
    expect((await send(apply)).json).to.include({ version: 2 });
    await stage.house.world.waitFor(() => stage.house.signalbox.lines.state('munich') === 'live');
    const feed = stage.house.listen('initech');
    dial('08912345671');
    await stage.house.world.waitFor(() => feed.of('call.connected')[0]);
    const looked = (await send(preview)).json;
    expect(looked.version).to.equal(2);
    expect(looked.changes.map(({ path }: Json) => path)).to.deep.equal([
      '/tenants/initech/venues/reception/match/dnis',
    ]);
    expect((await send(remove)).json).to.include({ version: 3 });
    expect(Object.keys(stage.house.mapping.tenants.initech?.venues ?? {})).to.deep.equal(['reception']);
  });

  it('knows who changed what, and goes back', async () => {
    const [versions = '', diff = '', rollback = ''] = curls(3);
    const [, second] = (await send(versions)).json.items;
    expect(second).to.include({ version: 2, author: 'key:admin', source: 'api', comment: 'Initech comes' });
    expect((await send(diff)).json.changes.map(({ path }: Json) => path)).to.deep.equal([
      '/pbxs/munich',
      '/tenants/initech',
    ]);
    expect((await send(rollback)).json).to.include({ version: 4 });
    expect(stage.house.mapping.pbxs).not.to.have.property('munich');
    expect((await stage.send({ path: '/v1/system/mapping', key: 'admin' })).json).to.include({
      source: 'rollback:1',
      comment: 'not yet',
    });
  });

  it('is refused with line and reason when it is wrong', async () => {
    const [validate = '', ,] = curls(1);
    const [apply = ''] = curls(2);
    const right = files['mapping.yaml'] ?? '';
    files['mapping.yaml'] = right.replace('application: reception', 'application: receptoin');
    const line = files['mapping.yaml'].split('\n').findIndex((one) => one.includes('receptoin')) + 1;
    const [flaw] = (await send(validate)).json.flaws;
    expect(flaw).to.include({ line, message: 'there is no application receptoin' });
    const refused = await stage.send(requestOf(apply, files));
    expect([refused.status, refused.json.errors[0].line]).to.deep.equal([422, line]);
    files['mapping.yaml'] = `${right}\n}`;
    expect((await send(validate)).json.flaws[0].line).to.be.greaterThan(5);
  });
});
