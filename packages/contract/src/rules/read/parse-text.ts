import { type ASTNode, Environment, ParseError, type ParseResult } from '@marcbachmann/cel-js';
import { DEEPEST_NESTING, LONGEST_EXPRESSION, LONGEST_LIST, MOST_PARTS } from '../limits.ts';
import type { TextIssue } from './expression-issue.ts';
import { syntaxMessage } from './syntax-message.ts';

export type ParsedText =
  | { readonly ok: true; readonly ast: ASTNode; readonly parsed: ParseResult }
  | { readonly ok: false; readonly issue: TextIssue };

/** Stands in for the library's `size`, which counts in whole numbers. */
export const SIZE_AS_DOUBLE = 'sizeAsDouble';

/**
 * The library with our limits, which hold before anything of ours walks over a tree, and with what it lacks for an
 * arithmetic of doubles. Knows no name; `clone` it to add some.
 */
export const ENVIRONMENT: Environment = new Environment({
  limits: {
    maxDepth: DEEPEST_NESTING,
    maxListElements: LONGEST_LIST,
    maxAstNodes: MOST_PARTS,
    maxMapEntries: LONGEST_LIST,
    maxCallArguments: 8,
  },
})
  .registerOperator('double % double', (a: number, b: number) => a % b)
  .registerFunction(`${SIZE_AS_DOUBLE}(string): double`, (text: string) => [...text].length)
  .registerFunction(`string.${SIZE_AS_DOUBLE}(): double`, (text: string) => [...text].length)
  .registerFunction('cost(dyn): double', () => 0);

/** The tree of an expression, or the one place where it cannot be read further. Never throws. */
export function parseText(source: string, environment: Environment = ENVIRONMENT): ParsedText {
  const refuse = (message: string, start: number, end: number): ParsedText => ({
    ok: false,
    issue: { message, span: { start, end }, kind: 'syntax' },
  });
  if (source.length > LONGEST_EXPRESSION) {
    const message = `The expression is too long: ${source.length} characters, at most ${LONGEST_EXPRESSION}`;
    return refuse(message, 0, source.length);
  }
  try {
    const parsed = environment.parse(source);
    return { ok: true, ast: parsed.ast, parsed };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { start = 0, end = start } = error.range ?? {};
    return refuse(syntaxMessage(error, source, { start, end }), start, end);
  }
}
