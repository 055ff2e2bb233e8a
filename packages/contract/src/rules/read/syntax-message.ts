import type { ParseError } from '@marcbachmann/cel-js';
import { DEEPEST_NESTING, LONGEST_LIST, MOST_PARTS } from '../limits.ts';
import type { Span } from './expression-issue.ts';
import { LIST_FUNCTIONS } from './list-functions.ts';

/** What the parser found, worded for the person who wrote the expression. */
export function syntaxMessage(error: ParseError, source: string, span: Span): string {
  const given = source.slice(span.start, span.end);
  switch (error.code) {
    case 'limit_exceeded':
      return limitMessage(error.summary);
    case 'unterminated_string':
    case 'unterminated_triple_quoted_string':
      return `The text that begins here has no closing ${source[span.start] === "'" ? "`'`" : '`"`'}`;
    case 'newline_in_string':
      return 'A text in quotes ends on the line on which it begins; the closing quote is missing';
    case 'reserved_identifier':
      return `\`${given}\` is a reserved word of the language and cannot be a name`;
    case 'invalid_macro_argument':
      return `${LIST_FUNCTIONS.map((name) => `\`${name}\``).join(', ')} cannot be used: attributes are single values`;
    case 'unexpected_character':
    case 'unexpected_token':
    case 'expected_token':
      return unexpectedMessage(error.summary, source, span);
    default:
      return error.summary;
  }
}

function limitMessage(summary: string): string {
  if (summary.includes('maxDepth')) return `The expression is nested too deeply: at most ${DEEPEST_NESTING} levels`;
  if (summary.includes('maxListElements')) return `A list has at most ${LONGEST_LIST} entries`;
  if (summary.includes('maxCallArguments')) return 'The function has too many arguments';
  return `The expression is too large: at most ${MOST_PARTS} names, values and operators`;
}

function unexpectedMessage(summary: string, source: string, span: Span): string {
  const given = source.slice(span.start, span.end);
  const before = /(\w+)\s*$/.exec(source.slice(0, span.start))?.[1] ?? '';
  const instead =
    INSTEAD_OF.get(given.toLowerCase()) ?? (before.toLowerCase() === 'not' ? 'write `!` for "not"' : null);
  if (instead !== null) return `Unexpected \`${given === '' ? before : given}\`: ${instead}`;
  const [, wanted] = /^Expected (\w+)/.exec(summary) ?? [];
  const expected = wanted === undefined ? '' : `; expected ${TOKEN_WORDS[wanted] ?? wanted}`;
  if (given.trim() === '')
    return `The expression ends too early${expected === '' ? ': something is missing at its end' : expected}`;
  return `Unexpected \`${given}\`${expected === '' ? '; expected an operator such as `==` or `&&`, or a name or value after one' : expected}`;
}

const QUOTES = 'use straight quotes, `"`';
/** What people write who know another language, and what to write instead. */
const INSTEAD_OF: ReadonlyMap<string, string> = new Map([
  ['=', 'write `==` to compare'],
  ['&', 'write `&&` for "and"'],
  ['|', 'write `||` for "or"'],
  ['and', 'write `&&` for "and"'],
  ['or', 'write `||` for "or"'],
  ['is', 'write `==` to compare'],
  ['equals', 'write `==` to compare'],
  ['not', 'write `!` for "not", before the condition'],
  ['“', QUOTES],
  ['”', QUOTES],
  ['„', QUOTES],
  ['‘', QUOTES],
  ['’', QUOTES],
  ['≥', 'write `>=`'],
  ['≤', 'write `<=`'],
  ['≠', 'write `!=`'],
]);

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  IDENTIFIER: 'a name',
  RPAREN: '`)`',
  RBRACKET: '`]`',
  RBRACE: '`}`',
  COLON: '`:`, as in `condition ? one : other`',
};
