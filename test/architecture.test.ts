/** Holds the tree to docs and design: directions, cycles, homes, purity, sizes, names; and the checker to its rules. */
import path from 'node:path';
import { expect } from 'chai';
import { check, readSources, type Source } from './support/architecture/check';
import { mapOf, purposeOf } from './support/architecture/purpose';

const ROOT = path.join(__dirname, '..');

describe('the source tree', () => {
  const sources = readSources(ROOT);

  it('is read', () => {
    expect(sources.map((source) => source.path)).to.include('test/architecture.test.ts');
  });

  it('keeps the rules of the architecture', () => {
    const broken = check(sources).map((v) => `${v.path}:${v.line} ${v.rule}: ${v.message}`);
    expect(broken, `\n${broken.join('\n')}\n`).to.deep.equal([]);
  });
});

describe('the map of the source', () => {
  it('has a sentence for every file', () => {
    const silent = readSources(ROOT).filter((one) => /^(src|connectors)\//.test(one.path) && !purposeOf(one));
    expect(silent.map(({ path }) => path)).to.deep.equal([]);
  });

  it('prints the slice of a word through the layers', () => {
    const sources = [
      file('src/services/callbacks.ts', '/** Reads of callbacks. More. */\n'),
      file('src/core/callback.ts', '/**\n * Getting back to\n * a customer:\n *\n *   a → b\n */\n'),
      file('src/core/call.ts', '/** A call. */\n'),
      file('test/core/callback.test.ts', '/** No source. */\n'),
    ];
    expect(mapOf(sources, 'callback')).to.deep.equal([
      'src/core',
      '  callback.ts                Getting back to a customer',
      'src/services',
      '  callbacks.ts               Reads of callbacks',
    ]);
  });
});

const file = (at: string, text: string): Source => ({ path: at, text });
const lines = (n: number): string => 'f();\n'.repeat(n);

/** What each rule must catch; the sources are as small as the offence allows. */
const OFFENCES: readonly (readonly [rule: string, name: string, ...sources: Source[]])[] = [
  ['layer', 'a folder nobody knows', file('src/misc/a.ts', '')],
  [
    'direction',
    'core importing a service',
    file('src/core/a.ts', "import '../services/b';"),
    file('src/services/b.ts', ''),
  ],
  [
    'direction',
    'a type import counts',
    file('src/core/a.ts', "import type { B } from '../ports/b';"),
    file('src/ports/b.ts', ''),
  ],
  [
    'direction',
    'a service importing delivery',
    file('src/services/a.ts', "export * from '../delivery/ws/b';"),
    file('src/delivery/ws/b.ts', ''),
  ],
  [
    'direction',
    'a connector importing a service',
    file('connectors/x/a.ts', "import '../../src/services/b';"),
    file('src/services/b.ts', ''),
  ],
  [
    'direction',
    'one adapter importing another',
    file('src/store/a/a.ts', "import '../b/b';"),
    file('src/store/b/b.ts', ''),
  ],
  [
    'direction',
    'a single-file adapter importing another',
    file('src/log.ts', "import './metrics';"),
    file('src/metrics.ts', ''),
  ],
  [
    'direction',
    'delivery importing the root',
    file('src/delivery/a.ts', "void import('../gateway');"),
    file('src/gateway.ts', ''),
  ],
  ['cycle', 'two files', file('src/core/a.ts', "import './b';"), file('src/core/b.ts', "import './a';")],
  ['home', 'express in the gateway', file('src/delivery/http/a.ts', "import express from 'express';")],
  ['home', 'ari-client in the connector', file('connectors/asterisk/a.ts', "const a = require('ari-client');")],
  ['home', 'a package without a home', file('src/core/a.ts', "import 'left-pad';")],
  ['purity', 'a module of Node in core', file('src/core/a.ts', "import 'node:fs';")],
  ['purity', 'a timer in a program', file('src/programs/a.ts', 'setTimeout(() => {}, 1);')],
  ['purity', 'randomness in core', file('src/core/a.ts', 'export const a = () => Math.random();')],
  ['purity', 'the clock in a service', file('src/services/a.ts', 'export const a = () => Date.now();')],
  ['purity', 'the clock in the file of dates', file('src/core/time.ts', 'export const a = () => new Date();')],
  ['module state', 'a top-level let', file('connectors/x/a.ts', 'let n = 0;')],
  ['module state', 'a cache', file('src/services/a.ts', 'const cache = new Map<string, string>();')],
  ['module state', 'an empty list', file('src/delivery/a.ts', 'const open: string[] = [];')],
  ['module state', 'a static field', file('src/services/a.ts', 'class A { static n = 0; }')],
  ['size', 'a long file', file('src/core/a.ts', lines(251))],
  ['size', 'a long function', file('src/core/a.ts', `function a() {\n${lines(50)}}`)],
  ['name', 'a vague name', file('src/services/callManager.ts', '')],
  ['name', 'a Hungarian interface', file('src/ports/a.ts', 'interface IStore {}')],
];

/** What looks like an offence and is none. */
const INNOCENT: readonly (readonly [name: string, ...sources: Source[]])[] = [
  [
    'a word that is also a global',
    file('src/core/a.ts', 'export const a = (b: { process: number }) => ({ fetch: b.process });'),
  ],
  ['a date from a number', file('src/core/time.ts', 'export const a = (ms: number): Date => new Date(ms);')],
  ['a readonly table', file('src/core/a.ts', 'const A: ReadonlyMap<string, number> = new Map([["a", 1]]);')],
  ['a long catalogue', file('src/core/events.ts', lines(300))],
  ['a long list of tests', file('test/a.test.ts', `describe('a', () => {\n${lines(60)}});`)],
  ['the root importing an adapter', file('src/gateway.ts', "import './log';"), file('src/log.ts', '')],
];

describe('the architecture checker', () => {
  for (const [rule, name, ...sources] of OFFENCES)
    it(`finds ${name} (${rule})`, () => expect(check(sources).map((v) => v.rule)).to.deep.equal([rule]));

  for (const [name, ...sources] of INNOCENT) it(`allows ${name}`, () => expect(check(sources)).to.deep.equal([]));
});
