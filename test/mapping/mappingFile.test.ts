import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { seeded } from '../../connectors/simulator/random';
import { systemClock } from '../../src/clock';
import { flawsOf } from '../../src/core/flaws';
import { mapping } from '../../src/core/mapping';
import { checkMapping } from '../../src/core/mappingCheck';
import { mappingYaml, readMapping } from '../../src/mapping/mappingFile';
import { readInThread } from '../../src/mapping/mappingReader';
import { MappingFileError, readHere } from '../../src/mapping/mappingText';

describe('a mapping file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'signalbox-mapping-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  it('of the demo is sound', () => {
    const parsed = mapping.parse(readMapping('mappings/demo.yaml').input);
    expect(checkMapping(parsed)).to.deep.equal([]);
  });

  it('of the documentation is sound', () => {
    const example = readFileSync('docs/mapping.md', 'utf8').match(/```yaml\n([\s\S]*?)```/)?.[1] ?? '';
    const parsed = mapping.parse(readMapping(write('docs.yaml', example)).input);
    expect(checkMapping(parsed)).to.deep.equal([]);
  });

  it('says file and line of what is wrong', () => {
    const file = write(
      'one.yaml',
      'pbxs:\n  pbx:\n    kind: simulater\n    routingPoints: { main: {} }\ntenants: {}\n',
    );
    const { input, place } = readMapping(file);
    const parsed = mapping.safeParse(input);
    const flaws = parsed.success ? [] : flawsOf(parsed.error);
    expect(flaws.map((flaw) => flaw.path)).to.deep.equal(['/pbxs/pbx/kind']);
    expect(place('/pbxs/pbx/kind')).to.equal(`${file}:3`);
  });

  it('that is no YAML is refused with its line', () => {
    const file = write('broken.yaml', 'pbxs:\n  pbx: {\n');
    expect(() => readMapping(file)).to.throw(MappingFileError, `${file}:`);
  });

  it('that has a section twice is told where, and what to do', () => {
    const file = write('twice.yaml', 'pbxs: {}\ntenants: {}\npbxs: {}\n');
    expect(() => readMapping(file)).to.throw(MappingFileError, `${file}:3: this key stands here for the second time`);
  });

  it('may be several in a folder, but nothing twice', () => {
    write('a.yaml', 'pbxs: { one: {} }\n');
    write('b.yml', 'pbxs: { two: {} }\ntenants: {}\n');
    expect(readMapping(folder).input).to.deep.equal({ pbxs: { one: {}, two: {} }, tenants: {} });
    const twice = write('c.yaml', '# again\npbxs:\n  one: {}\n');
    const first = `${path.join(folder, 'a.yaml')}:1`;
    expect(() => readMapping(folder)).to.throw(MappingFileError, `${twice}:3: pbxs/one is in ${first}, too`);
  });

  it('of a folder may add a shared application to those of another, and a flaw is placed where it stands', () => {
    write('a.yaml', 'system: { applications: { one: {} } }\ntenants:\n  acme: { name: Acme }\n');
    const second = write('b.yaml', 'system: { applications: { two: {} } }\ntenants:\n  globex:\n    name: 7\n');
    const { input, place } = readMapping(folder);
    expect(input).to.deep.equal({
      system: { applications: { one: {}, two: {} } },
      tenants: { acme: { name: 'Acme' }, globex: { name: 7 } },
    });
    expect(place('/tenants/globex/name')).to.equal(`${second}:4`);
    expect(place('/tenants/acme/name')).to.equal(`${path.join(folder, 'a.yaml')}:3`);
  });

  it('names every flaw of a text with its line', async () => {
    const read = await mappingYaml.read('pbxs: { a: 1, a: 2 }\ntenants: }\n');
    expect('flaws' in read && read.flaws.map(({ line }) => line)).to.deep.equal([1, 2]);
    expect(JSON.stringify(await mappingYaml.read('__proto__: { polluted: 1 }\n'))).to.include('__proto__');
    expect(({} as { polluted?: number }).polluted).to.equal(undefined);
  });

  for (const [what, text, line] of [
    ['brackets', `b: 1\na: ${'['.repeat(300_000)}`, 2],
    ['braces', `a: ${'{'.repeat(300_000)}`, 1],
    ['closed brackets', `a: ${'['.repeat(40)}${']'.repeat(40)}`, 1],
    ['sequences', `a:\n${'- '.repeat(150_000)}x`, 2],
    ['keys', `${'? '.repeat(150_000)}x`, 1],
    ['indentation', Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 401],
  ] as const)
    it(`that nests too deep by ${what} is refused at once, with the line`, async () => {
      const begun = performance.now();
      const read = await mappingYaml.read(text);
      expect(read).to.deep.equal({
        flaws: [{ path: `line ${line}`, message: 'is nested deeper than 32 levels', line }],
      });
      expect(performance.now() - begun).to.be.below(1_000);
    });

  it('whose aliases go in a circle or make it long is refused', async () => {
    const doubled = Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join('\n');
    const long = `a: &a "${'x'.repeat(20_000)}"\nb: [${'*a, '.repeat(90)}*a]`;
    for (const text of ['a: &a [*a]', `a0: &a0 x\n${doubled}`, long])
      expect(await mappingYaml.read(text), text.slice(0, 20)).to.have.property('flaws');
  });

  it('is read elsewhere while all else goes on, with the same outcome, and given up when it takes too long', async () => {
    const reader = readInThread(systemClock);
    const texts = [{ file: 'one.yaml', text: 'pbxs: {}\ntenants:\n  acme: { name: Acme }\n' }];
    let turns = 0;
    const turning = setInterval(() => turns++, 1);
    expect(await reader.read(texts)).to.deep.equal(await readHere.read(texts));
    clearInterval(turning);
    expect(turns).to.be.above(5);
    expect(await reader.places(texts, ['/tenants/acme/name', '/none'])).to.deep.equal([
      { file: 'one.yaml', line: 3 },
      undefined,
    ]);
    expect(await reader.read([{ file: '', text: 'pbxs: {' }])).to.have.nested.property('flaws[0].line', 1);
    const slow = await readInThread(systemClock, 1).read(texts);
    expect(slow).to.deep.equal({ flaws: [{ path: 'one.yaml', message: 'takes too long to read' }] });
  });

  it('comes back from its text as it was, in an order that stays', async () => {
    const { input } = readMapping('mappings/demo.yaml');
    const once = await mappingYaml.print(JSON.stringify(input));
    const read = await mappingYaml.read(once);
    const json = 'json' in read ? read.json : '';
    expect(JSON.parse(json)).to.deep.equal(input);
    expect(await mappingYaml.print(json)).to.equal(once);
  });

  it('of any other shape is refused with a place and never crashes, until a thousand were refused', async () => {
    const warnings: Error[] = [];
    const keep = (warning: Error): void => void warnings.push(warning);
    process.on('warning', keep);
    const random = seeded(11);
    const base = readFileSync('mappings/demo.yaml', 'utf8').split('\n');
    let refused = 0;
    for (let i = 0; refused < 1_000; i++) {
      expect(i, 'most are wrong').to.be.below(2_000);
      const file = write('fuzz.yaml', mangled(base, random).join('\n'));
      try {
        const { input, place } = readMapping(file);
        const parsed = mapping.safeParse(input);
        const flaws = parsed.success ? checkMapping(parsed.data) : flawsOf(parsed.error);
        if (flaws.length > 0) refused++;
        for (const flaw of flaws) expect(place(flaw.path)).to.include(folder);
      } catch (error) {
        if (!(error instanceof MappingFileError)) throw error;
        refused++;
        expect(error.flaws[0]?.path).to.include(folder);
      }
    }
    await new Promise(setImmediate); // warnings come after the turn
    process.off('warning', keep);
    expect(warnings, 'what is wrong is told as a flaw and in no other way').to.deep.equal([]);
  }).timeout(60_000);
});

/** One to three lines are lost, doubled, cut, or have a piece replaced by rubbish. */
function mangled(base: readonly string[], random: () => number): string[] {
  const lines = [...base];
  const rubbish = [
    '{',
    '[',
    ': ',
    '- ',
    '&a *a',
    '!!binary x',
    '\t',
    'null',
    '"',
    '9'.repeat(400),
    '\u0000',
    '{ do: dance }',
    '*b',
  ];
  for (let n = 1 + Math.floor(random() * 3); n > 0; n--) {
    const at = Math.floor(random() * lines.length);
    const line = lines[at] ?? '';
    const cut = Math.floor(random() * (line.length + 1));
    const piece = rubbish[Math.floor(random() * rubbish.length)] ?? '';
    const kinds = [[], [line, line], [line.slice(0, cut)], [line.slice(0, cut) + piece + line.slice(cut)], [piece]];
    lines.splice(at, 1, ...(kinds[Math.floor(random() * kinds.length)] ?? []));
  }
  return lines;
}
