import { type ASTNode, type ASTOperator, serialize } from '@marcbachmann/cel-js';
import type { Expression, ValueType } from '../expression.ts';
import type { Span } from './expression-issue.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A node of the parser's tree with this operator. */
export type NodeOf<Operator extends ASTOperator> = Extract<ASTNode, { readonly op: Operator }>;

/** What every part of the reader shares while one expression is read. */
export interface Reading {
  readonly vocabulary: Vocabulary;
  /** Reads a part; null when an issue has been reported about it, after which nothing more is said about it. */
  read(node: ASTNode): Expression | null;
  /** Reports what is wrong at a place; always null. */
  report(at: Span, message: string): null;
}

const LONGEST_QUOTE = 60;

/** A part of the expression as a message shows it. */
export function quote(node: ASTNode): string {
  const text = serialize(node);
  return text.length <= LONGEST_QUOTE ? `\`${text}\`` : `\`${text.slice(0, LONGEST_QUOTE - 1)}…\``;
}

/** "is …": how messages say what a part is. */
export const TYPE_WORDS: Readonly<Record<ValueType, string>> = {
  number: 'a number',
  text: 'text',
  flag: 'true or false',
};

/** `spanOf(customer.country)` is the name after the dot: that is what can be misspelt. */
export function spanOf(node: ASTNode): Span {
  return node.op === '.' ? { start: node.pos, end: node.end } : { start: node.start, end: node.end };
}
