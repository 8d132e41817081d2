/** Rules over size and names: what is too long wants splitting, what has no name of its own has no home. */
import ts from 'typescript';
import { eachNode, lineOf, type Module, type Violation } from './tree';

const MAX_FILE = 250;
const MAX_FUNCTION = 50;
const GENERATED = /\.generated\.ts$/;
/** Catalogues are read like a dictionary, and generated files not at all: length costs nothing there. */
const LONG_FILES: readonly RegExp[] = [/^src\/core\/(events|errors)\.ts$/, GENERATED];
const VAGUE = /^(utils?|helpers?|.*managers?)$/i;

/** Files up to 250 lines, functions up to 50, no vague file names, no `I` before an interface. */
export function checkSizesAndNames(modules: readonly Module[]): Violation[] {
  return modules.flatMap((module) => [...fileRules(module), ...(GENERATED.test(module.path) ? [] : nodeRules(module))]);
}

function fileRules({ path, text }: Module): Violation[] {
  const violations: Violation[] = [];
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_FILE && !LONG_FILES.some((pattern) => pattern.test(path)))
    violations.push({ rule: 'size', path, line: 1, message: `${lines} lines; more than ${MAX_FILE} wants splitting` });
  const vague = path
    .replace(/(\.test)?\.tsx?$/, '')
    .split('/')
    .find((part) => VAGUE.test(part));
  if (vague) violations.push({ rule: 'name', path, line: 1, message: `"${vague}" says nothing about what is in it` });
  return violations;
}

function nodeRules({ path, ast }: Module): Violation[] {
  const violations: Violation[] = [];
  const report = (node: ts.Node, rule: string, message: string) =>
    violations.push({ rule, path, line: lineOf(ast, node), message });
  eachNode(ast, (node) => {
    if (ts.isInterfaceDeclaration(node) && /^I[A-Z][a-z]/.test(node.name.text))
      report(node, 'name', `interface ${node.name.text}: no I before a name`);
    if (!ts.isFunctionLike(node) || isSuite(node)) return;
    const lines = node.getText(ast).split('\n').length;
    if (lines > MAX_FUNCTION)
      report(node, 'size', `a function of ${lines} lines; more than ${MAX_FUNCTION} wants splitting`);
  });
  return violations;
}

/** The argument of `describe` is a list of tests, not one piece of thought. */
function isSuite(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && /^describe\b/.test(node.parent.expression.getText());
}
