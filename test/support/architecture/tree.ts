/**
 * Reads source files into what the architecture rules look at: a parsed tree and the imports of each file.
 * Type-only imports count like any other: who knows a type knows the module it comes from.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface Source {
  /** Path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** The specifier as written. */
  readonly specifier: string;
  readonly line: number;
  /** Path of the imported file when the specifier is relative and the file is known. */
  readonly file?: string;
}

export interface Module extends Source {
  readonly ast: ts.SourceFile;
  readonly imports: readonly Import[];
}

export interface Violation {
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

const FOLDERS: readonly string[] = ['src', 'connectors', 'test', 'bench', 'examples'];
const SKIPPED: ReadonlySet<string> = new Set(['node_modules', 'dist', '.lab']);

/** Every TypeScript file of the repository, tests included. */
export function readSources(root: string): Source[] {
  return FOLDERS.flatMap((folder) => walk(root, folder)).map((file) => ({
    path: file,
    text: readFileSync(path.join(root, file), 'utf8'),
  }));
}

function walk(root: string, folder: string): string[] {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(path.join(root, folder));
  } catch {
    return []; // a folder of the list that does not exist yet
  }
  return entries.flatMap((entry) => {
    const at = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(root, at);
    return /\.tsx?$/.test(entry.name) ? [at] : [];
  });
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}

/** Parses all sources and resolves their relative imports among each other. */
export function parse(sources: readonly Source[]): Module[] {
  const known = new Set(sources.map((s) => s.path));
  return sources.map((source) => {
    const ast = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ES2023, true);
    const imports = specifiersOf(ast).map(({ specifier, line }) => {
      const file = specifier.startsWith('.') ? resolve(source.path, specifier, known) : undefined;
      return { specifier, line, ...(file === undefined ? {} : { file }) };
    });
    return { ...source, ast, imports };
  });
}

/** The 1-based line of a node. */
export function lineOf(ast: ts.SourceFile, node: ts.Node): number {
  return ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1;
}

/** Calls `visit` for every node below `node`, itself included. */
export function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => eachNode(child, visit));
}

function specifiersOf(ast: ts.SourceFile): { specifier: string; line: number }[] {
  const found: { specifier: string; line: number }[] = [];
  eachNode(ast, (node) => {
    const literal = specifierNode(node);
    if (literal) found.push({ specifier: literal.text, line: lineOf(ast, node) });
  });
  return found;
}

function specifierNode(node: ts.Node): ts.StringLiteralLike | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return asString(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return asString(node.argument.literal);
  if (ts.isExternalModuleReference(node)) return asString(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return loads ? asString(node.arguments[0]) : undefined;
}

function asString(node: ts.Node | undefined): ts.StringLiteralLike | undefined {
  return node && ts.isStringLiteralLike(node) ? node : undefined;
}

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  const base = path.posix.join(path.posix.dirname(from), specifier).replace(/\.js$/, '');
  return [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`, base].find((candidate) => known.has(candidate));
}
