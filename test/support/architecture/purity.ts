/**
 * Rules over state and time. Core, programs and services see clock, timers and randomness only through ports, or the
 * simulation could not replay them; no module anywhere keeps mutable state, or two gateways in a process would share it.
 */
import ts from 'typescript';
import { layerOf } from './layers';
import { eachNode, lineOf, type Module, type Violation } from './tree';

const PURE: ReadonlySet<string> = new Set(['core', 'programs', 'services']);
const FORBIDDEN: ReadonlySet<string> = new Set(
  `Date setTimeout setInterval setImmediate crypto fetch process performance globalThis require`.split(' '),
);
/** The one file that may turn numbers into dates; it may not ask for the time either. */
const DATE_FILE = 'src/core/time.ts';
/** Classes whose instances hold nothing that a later call could see. */
const STATELESS: ReadonlySet<string> = new Set(['RegExp', 'TextEncoder', 'TextDecoder', 'URL', 'Error']);

/** No clock, timer, randomness or I/O in the pure layers. */
export function checkPurity(modules: readonly Module[]): Violation[] {
  return modules.flatMap((module) => {
    const violations: Violation[] = [];
    if (!PURE.has(layerOf(module.path) ?? '')) return violations;
    eachNode(module.ast, (node) => {
      const name = impureName(node, module.path);
      if (name) violations.push(at(module, node, 'purity', `${name} is not allowed here: use a port`));
    });
    return violations;
  });
}

function impureName(node: ts.Node, path: string): string | undefined {
  if (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') return 'Math.random';
  if (!ts.isIdentifier(node) || !FORBIDDEN.has(node.text) || isOnlyAName(node)) return undefined;
  if (node.text === 'Date' && path === DATE_FILE && !asksForNow(node)) return undefined;
  return node.text;
}

/** `x.process`, `{ process: 1 }`, `interface X { process: … }`: the word, not the global. */
function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  const named =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent);
  return named && parent.name === node;
}

/** `new Date()`, `Date()`, `Date.now` and `Date` handed on: all of them may read the clock. */
function asksForNow(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isNewExpression(parent) && parent.expression === node) return !parent.arguments?.length;
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text === 'now';
  return !ts.isTypeReferenceNode(parent);
}

/** No mutable state at the top of a module, nor in a static field. */
export function checkModuleState(modules: readonly Module[]): Violation[] {
  return modules.filter((module) => /^(src|connectors)\//.test(module.path)).flatMap(stateOf);
}

function stateOf(module: Module): Violation[] {
  const violations: Violation[] = [];
  const report = (node: ts.Node, what: string) => violations.push(at(module, node, 'module state', what));
  for (const statement of module.ast.statements) {
    if (ts.isVariableStatement(statement)) {
      const { flags, declarations } = statement.declarationList;
      const declared = statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.DeclareKeyword);
      if (!(flags & ts.NodeFlags.Const) && !declared) report(statement, 'let and var at the top of a module');
      for (const { type, initializer } of declarations)
        if (holdsState(initializer, type)) report(statement, 'a value that can change; make it a readonly table');
    }
    if (ts.isClassDeclaration(statement))
      for (const member of statement.members)
        if (isMutableStatic(member)) report(member, 'a static field that can change');
  }
  return violations;
}

function isMutableStatic(member: ts.ClassElement): boolean {
  if (!ts.isPropertyDeclaration(member)) return false;
  const has = (kind: ts.SyntaxKind) => member.modifiers?.some((m) => m.kind === kind) ?? false;
  if (!has(ts.SyntaxKind.StaticKeyword)) return false;
  return !has(ts.SyntaxKind.ReadonlyKeyword) || holdsState(member.initializer, member.type);
}

/** An empty literal is there to be filled; an instance changes, unless its type says Readonly or its class holds nothing. */
function holdsState(value: ts.Expression | undefined, type: ts.TypeNode | undefined): boolean {
  if (!value || /^(Readonly|readonly )/.test(type?.getText() ?? '')) return false;
  if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
  if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0;
  if (!ts.isNewExpression(value)) return false;
  const name = value.expression.getText();
  return !STATELESS.has(name) && !name.startsWith('Intl.');
}

function at(module: Module, node: ts.Node, rule: string, message: string): Violation {
  return { rule, path: module.path, line: lineOf(module.ast, node), message };
}
