/** Rules over imports: direction between layers, homes of packages, no cycles. */
import { builtinModules } from 'node:module';
import { layerOf, mayImport, PURE_LAYERS, packageAt } from './layers';
import type { Import, Module, Violation } from './tree';

const BUILTIN: ReadonlySet<string> = new Set(builtinModules);

/** Every import goes from a layer to one it may know, and every package is imported at its home. */
export function checkImports(modules: readonly Module[]): Violation[] {
  return modules.flatMap((module) => {
    const layer = layerOf(module.path);
    if (!layer) return [at(module, 1, 'layer', 'is in no layer of test/support/architecture/layers.ts')];
    return module.imports.flatMap((entry) => checkImport(module, layer, entry));
  });
}

function checkImport(module: Module, layer: string, entry: Import): Violation[] {
  const { specifier, line, file } = entry;
  if (specifier.startsWith('.')) {
    const target = file && layerOf(file);
    if (!target || mayImport(layer, target)) return [];
    return [at(module, line, 'direction', `${layer} may not import ${target} (${file})`)];
  }
  const name = packageName(specifier);
  if (specifier.startsWith('node:') || BUILTIN.has(name)) {
    if (!PURE_LAYERS.has(layer)) return [];
    return [at(module, line, 'purity', `${layer} may not import ${specifier}: reach it through a port`)];
  }
  const verdict = packageAt(name, module.path);
  if (verdict === 'allowed') return [];
  const why = verdict === 'unknown' ? 'has no home in layers.ts' : 'may not be imported here';
  return [at(module, line, 'home', `${name} ${why}`)];
}

/** `zod/v4` → `zod`, `@scope/name/part` → `@scope/name`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Depth-first search; each cycle is told once, as the path that closes it. */
export function checkCycles(modules: readonly Module[]): Violation[] {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const finished = new Set<string>();
  const violations: Violation[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const module = byPath.get(path);
    if (!module || finished.has(path)) return;
    for (const { file, line } of module.imports) {
      if (!file) continue;
      const start = [...trail, path].indexOf(file);
      if (start < 0) visit(file, [...trail, path]);
      else violations.push(at(module, line, 'cycle', [...trail, path, file].slice(start).join(' → ')));
    }
    finished.add(path);
  };
  for (const { path } of modules) visit(path, []);
  return violations;
}

function at(module: Module, line: number, rule: string, message: string): Violation {
  return { rule, path: module.path, line, message };
}
