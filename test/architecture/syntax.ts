/** What the rules need to know of a source, read from TypeScript's own syntax tree: no text search is fooled by a comment or a string. */
import {
  isBigIntLiteral,
  isBinaryExpression,
  isCallExpression,
  isElementAccessExpression,
  isExportDeclaration,
  isExternalModuleReference,
  isIdentifier,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isNewExpression,
  isPropertyAccessExpression,
  isStringLiteralLikeNode,
  type Node,
  type SourceFile,
  SyntaxKind,
} from 'typescript/unstable/ast';
import { createVirtualFileSystem, type FileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';
import type { TextFile } from './text-file.ts';

export interface Import {
  /** As written, e.g. `./x.ts`; null when it is computed at run time. */
  readonly specifier: string | null;
  /** 1-based. */
  readonly line: number;
}

/** An expression on which a rule may have an opinion. */
interface Use {
  /**
   * `Math.random` (a member of a name), `Math` (the name itself, as a value), `new Date()` and `Date()` (without
   * arguments), `import.meta`, `**`.
   */
  readonly what: string;
  readonly line: number;
}

export interface ParsedFile extends TextFile {
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
}

const OPTIONS = {
  noLib: true,
  noResolve: true,
  types: [],
  allowJs: true,
  noEmit: true,
  module: 'nodenext',
  jsx: 'preserve',
};

/** What the parser sees instead of the disk: the files of the call in hand, below a folder of their own. */
let shown: FileSystem = {};
let calls = 0;

/**
 * One parser process for the life of this one, which ends it on exit: closing it earlier makes it print an alarming line
 * now and then.
 */
let parser: API | undefined;

/** Parses all files in one go; throws with the file's name when one is not TypeScript. */
export function parseFiles(files: readonly TextFile[]): readonly ParsedFile[] {
  calls += 1;
  const root = `/parse-${calls}`;
  const config = `${root}/tsconfig.json`;
  const virtual = { [config]: JSON.stringify({ compilerOptions: OPTIONS, files: files.map((file) => file.path) }) };
  for (const file of files) virtual[`${root}/${file.path}`] = file.text;
  shown = createVirtualFileSystem(virtual);
  parser ??= new API({ cwd: '/', fs: shownFiles() });
  const snapshot = parser.updateSnapshot({ openProjects: [config] });
  const program = snapshot.getProject(config)?.program;
  const parsed = files.map((file) => {
    const tree = program?.getSourceFile(`${root}/${file.path}`);
    const broken = program?.getSyntacticDiagnostics(`${root}/${file.path}`)[0];
    if (tree === undefined || broken !== undefined) throw new Error(`${file.path} cannot be parsed: ${broken?.text}`);
    return { ...file, ...readTree(tree, file.text) };
  });
  parser.updateSnapshot({ closeProjects: [config] });
  return parsed;
}

function shownFiles(): FileSystem {
  return {
    readFile: (path) => shown.readFile?.(path),
    fileExists: (path) => shown.fileExists?.(path),
    directoryExists: (path) => shown.directoryExists?.(path),
    getAccessibleEntries: (path) => shown.getAccessibleEntries?.(path),
    realpath: (path) => path,
  };
}

function readTree(tree: SourceFile, text: string): { imports: Import[]; uses: Use[] } {
  const imports: Import[] = [];
  const uses: Use[] = [];
  const lineOf = lineFinder(text);
  const visit = (node: Node, parent: Node): void => {
    const target = importedBy(node);
    if (target !== undefined) {
      const literal = isStringLiteralLikeNode(target);
      imports.push({ specifier: literal ? target.text : null, line: lineOf(target.getStart(tree)) });
    }
    const what = useOf(node, parent);
    if (what !== null) uses.push({ what, line: lineOf(node.getStart(tree)) });
    node.forEachChild((child) => visit(child, node));
  };
  visit(tree, tree);
  return { imports, uses };
}

/** The expression that names the module, for every form of import; undefined when the node is none. */
function importedBy(node: Node): Node | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return node.moduleSpecifier;
  if (isExternalModuleReference(node)) return node.expression;
  if (isImportTypeNode(node)) return isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (!isCallExpression(node) || node.arguments.length === 0) return undefined;
  const callee = node.expression;
  const loads = callee.kind === SyntaxKind.ImportKeyword || (isIdentifier(callee) && callee.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

function useOf(node: Node, parent: Node): string | null {
  if (isPropertyAccessExpression(node) && isIdentifier(node.expression))
    return member(node.expression.text, node.name.text);
  if (isElementAccessExpression(node) && isIdentifier(node.expression)) {
    const key = node.argumentExpression;
    return isStringLiteralLikeNode(key) ? member(node.expression.text, key.text) : node.expression.text;
  }
  if (isNewExpression(node) || isCallExpression(node)) {
    const isDate = isIdentifier(node.expression) && node.expression.text === 'Date';
    if (isDate && isCallExpression(node)) return 'Date()';
    if (isDate && (node.arguments ?? []).length === 0) return 'new Date()';
    return null;
  }
  if (node.kind === SyntaxKind.MetaProperty) return node.getText().startsWith('import') ? 'import.meta' : null;
  if (isBinaryExpression(node)) return isInexactPower(node.operatorToken.kind, node.left) ? '**' : null;
  return isIdentifier(node) && isValue(node, parent) ? node.text : null;
}

/** `globalThis.Math` is `Math`. */
const member = (object: string, name: string): string => (object === 'globalThis' ? name : `${object}.${name}`);

/** Powers of big integers are exact; those of numbers may differ in the last bit from engine to engine. */
function isInexactPower(operator: SyntaxKind, left: Node): boolean {
  if (operator === SyntaxKind.AsteriskAsteriskEqualsToken) return true;
  return operator === SyntaxKind.AsteriskAsteriskToken && !isBigIntLiteral(left);
}

/** Whether an identifier stands for a value on its own, rather than naming a member, a type, a key or a declaration. */
function isValue(node: Node, parent: Node): boolean {
  const named = parent as { name?: Node; propertyName?: Node; expression?: Node; label?: Node };
  if (named.name === node || named.propertyName === node || named.label === node) {
    return parent.kind === SyntaxKind.ShorthandPropertyAssignment;
  }
  switch (parent.kind) {
    case SyntaxKind.PropertyAccessExpression:
    case SyntaxKind.ElementAccessExpression:
      return named.expression !== node;
    case SyntaxKind.NewExpression:
    case SyntaxKind.CallExpression:
      return !(isIdentifier(node) && node.text === 'Date');
    case SyntaxKind.TypeReference:
    case SyntaxKind.QualifiedName:
    case SyntaxKind.TypePredicate:
    case SyntaxKind.ImportType:
    case SyntaxKind.ExpressionWithTypeArguments:
      return false;
    default:
      return true;
  }
}

/** Offset → 1-based line. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let line = 0;
    for (let step = 2 ** Math.ceil(Math.log2(starts.length)); step >= 1; step /= 2) {
      if ((starts[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step;
    }
    return line + 1;
  };
}
