/**
 * The tables of the architecture: which layer a file is in, which layers it may import, which packages live where.
 * A new folder or package gets its line here, on purpose and in review.
 */

/** First match wins. The layer of a store or connector carries its folder, so that adapters cannot import each other. */
const LAYERS: readonly (readonly [pattern: RegExp, layer: string])[] = [
  [/^src\/core\//, 'core'],
  [/^src\/ports\//, 'ports'],
  [/^src\/programs\//, 'programs'],
  [/^src\/services\//, 'services'],
  [/^src\/store\/([^/]+)\//, 'store/$1'],
  [/^src\/(media|speech)\//, '$1'],
  [/^connectors\/([^/]+)\//, 'connectors/$1'],
  [/^src\/delivery\//, 'delivery'],
  [/^src\/(webhook|notifier|mapping)\//, 'adapter:$1'],
  [/^src\/cluster\//, 'cluster'],
  [/^src\/web\//, 'web'],
  [/^src\/cli\//, 'cli'],
  [/^src\/main\.ts$/, 'main'],
  [/^src\/gateway\.ts$/, 'gateway'],
  [/^src\/scheduler\.ts$/, 'scheduler'],
  [/^src\/config\.ts$/, 'config'],
  [/^src\/thread\.ts$/, 'thread'],
  [/^src\/(watch|link)Files\.ts$/, 'adapter:watching'],
  [/^src\/([^/]+)\.ts$/, 'adapter:$1'],
  [/^(test|bench|examples)\//, '$1'],
];

const ABOVE_SERVICES = ['services', 'programs', 'ports', 'core'];

/** What each layer may import beside itself; `*` is everything. Adapters (stores, connectors, single files) may not be listed by a layer below the root. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ['core'],
  programs: ['services', 'ports', 'core'],
  services: ['programs', 'ports', 'core'],
  delivery: ABOVE_SERVICES,
  cluster: ABOVE_SERVICES,
  scheduler: ABOVE_SERVICES,
  config: ['ports', 'core'],
  main: ['cli', 'ports', 'core'],
  // Shapes of answers come from delivery; what looks at this machine, or at a store that no gateway has open, is an adapter.
  cli: ['gateway', 'config', 'adapter', 'store/embedded', 'delivery', 'ports', 'core'],
  web: ['core'],
  thread: ['ports'],
  media: ['thread', 'ports', 'core'],
  speech: ['ports', 'core'],
  adapter: ['thread', 'ports', 'core'],
  gateway: ['*'],
  test: ['*'],
  bench: ['*'],
  examples: ['*'],
};

const CLIENTS: readonly RegExp[] = [/^src\/cli\//, /^test\//, /^bench\//, /^examples\//];

/** Where a package may be imported. A package without a line has no home. */
const HOMES: Readonly<Record<string, readonly RegExp[]>> = {
  zod: [/./],
  '@asteasolutions/zod-to-openapi': [/^src\/delivery\/http\//, /^test\//],
  'find-my-way': [/^src\/delivery\/http\//],
  accepts: [/^src\/delivery\/http\//],
  fresh: [/^src\/delivery\/http\//],
  express: [/^bench\/peers\//],
  ws: [/^src\/delivery\/ws\//, /^connectors\/asterisk\//, ...CLIENTS],
  mongoose: [/^src\/store\/mongo\//, /^test\/(store|support|mongo)\//],
  undici: [/^connectors\/asterisk\//, /^src\/webhook\//, ...CLIENTS],
  'ipaddr.js': [/^src\/webhook\//],
  standardwebhooks: [/^test\//, /^examples\//],
  commander: [/^src\/cli\//, /^test\//],
  'node-cron': [/^src\/scheduler\.ts$/],
  pino: [/^src\/log\.ts$/],
  'prom-client': [/^src\/metrics\.ts$/],
  '@photostructure/sqlite': [/^src\/store\/embedded\//],
  yaml: [/^src\/mapping\//, /^src\/config\.ts$/, /^test\//],
  'libphonenumber-js': [/^src\/core\//, /^test\//],
  'temporal-polyfill': [/^src\/core\//, /^test\//],
  'rrule-temporal': [/^src\/core\//, /^test\//],
  'ari-client': [/^test\/lab\//, /^bench\//],
  chai: [/^test\//],
  mocha: [/^test\//],
  typescript: [/^test\/support\/architecture\//, /^test\/architecture\.test\.ts$/],
  react: [/^src\/web\//],
  'react-dom': [/^src\/web\//],
  preact: [/^src\/web\//],
  '@mantine/core': [/^src\/web\//],
  '@mantine/hooks': [/^src\/web\//],
  'playwright-core': [/^test\/browser\//],
  'axe-core': [/^test\/browser\//],
  'fast-check': [/^test\//],
  '@prometheus-io/lezer-promql': [/^test\/ops\//],
  'dockerfile-utils': [/^test\/ops\//],
  'openapi-fetch': [/^examples\//],
  ajv: [/^test\//],
  'ajv-formats': [/^test\//],
  '@seriousme/openapi-schema-validator': [/^test\//],
  twilio: [/^test\//, /^bench\//, /^examples\//],
};

/** Layers without I/O, clock, timer and randomness of their own: they may not import anything of Node either. */
export const PURE_LAYERS: ReadonlySet<string> = new Set(['core', 'programs', 'services', 'ports']);

/** The layer of a file, or undefined for a folder that the tables do not know. */
export function layerOf(path: string): string | undefined {
  for (const [pattern, layer] of LAYERS) {
    const match = pattern.exec(path);
    if (match) return layer.replace('$1', match[1] ?? '');
  }
  return undefined;
}

/** Whether a file of layer `from` may import a file of layer `to`. */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  const allowed = MAY_IMPORT[from] ?? MAY_IMPORT.adapter ?? [];
  return allowed.includes('*') || allowed.includes(to.split(':')[0] ?? to);
}

/** Whether the package may be imported by the file; `unknown` when it has no line in the table. */
export function packageAt(name: string, path: string): 'allowed' | 'elsewhere' | 'unknown' {
  const homes = HOMES[name];
  if (!homes) return 'unknown';
  return homes.some((home) => home.test(path)) ? 'allowed' : 'elsewhere';
}
