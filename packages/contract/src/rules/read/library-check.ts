import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { type Expression, readsOf, type ValueType } from '../expression.ts';
import type { TextIssue } from './expression-issue.ts';
import { ENVIRONMENT, parseText, SIZE_AS_DOUBLE } from './parse-text.ts';
import type { Vocabulary } from './vocabulary.ts';

const LIBRARY_TYPES: Readonly<Record<ValueType, string>> = { number: 'double', text: 'string', flag: 'bool' };
/**
 * The type checker of the CEL library as a second pair of eyes: what it refuses is refused, even where our own reader saw
 * nothing wrong. Null = it agrees. `expression`: what our reader made of the text, before anything is folded away.
 */
export function checkWithLibrary(source: string, vocabulary: Vocabulary, expression: Expression): TextIssue | null {
  const parsed = parseForLibrary(source, vocabulary, expression);
  const { valid, error, type } = parsed.check();
  if (valid && type === LIBRARY_TYPES[expression.type]) return null;
  const { start = 0, end = source.length } = error?.range ?? {};
  return { message: error?.summary ?? `The result has the type ${type}`, span: { start, end }, kind: 'meaning' };
}

/** The text as the library itself would evaluate it, with the names that it reads and with all numbers as doubles. */
export function parseForLibrary(source: string, vocabulary: Vocabulary, expression: Expression): ParseResult {
  const environment = ENVIRONMENT.clone();
  registerNames(environment, vocabulary, expression);
  const parsed = parseText(source, environment);
  if (!parsed.ok) throw new TypeError(parsed.issue.message);
  withDoubles(parsed.parsed.ast);
  return parsed.parsed;
}

/** Only names that the expression reads: the others might be words that the library has taken. */
function registerNames(environment: Environment, { groups, names }: Vocabulary, expression: Expression): void {
  const read = new Set(readsOf(expression).map(({ name }) => name));
  for (const [group, { members }] of groups) {
    const schema = [...members].filter(([name]) => read.has(name));
    const types = schema.map(([name, { type }]) => [name, LIBRARY_TYPES[type]]);
    environment.registerVariable({ name: group, schema: Object.fromEntries(types) });
  }
  for (const [name, type] of names) if (read.has(name)) environment.registerVariable(name, LIBRARY_TYPES[type]);
}

/** CEL keeps whole numbers and doubles apart; here `customer.age > 30` means 30.0. Changes the tree, before it is checked. */
function withDoubles(node: ASTNode): void {
  const writable = node as { args: unknown };
  if (node.op === 'value') {
    if (typeof node.args === 'bigint') writable.args = Number(node.args);
    return;
  }
  if ((node.op === 'call' || node.op === 'rcall') && node.args[0] === 'size')
    (node.args as unknown[])[0] = SIZE_AS_DOUBLE;
  for (const child of childrenOf(node)) withDoubles(child);
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;
  const parts: readonly unknown[] = Array.isArray(node.args) ? node.args.flat() : [node.args];
  return parts.filter(isNode);
}
