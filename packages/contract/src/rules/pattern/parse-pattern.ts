import { LONGEST_PATTERN } from '../limits.ts';

/** A pattern as a tree. `char` holds a test for one character (a code point). */
export type Pattern =
  | { readonly kind: 'char'; test(codePoint: number): boolean }
  | { readonly kind: 'start' | 'end' | 'empty' }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly min: number; readonly max: number };

/** A pattern that cannot be used; `at` counts characters of the pattern. */
export class PatternError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const MOST_REPEATS = 100;
const DEEPEST_GROUP = 20;
type CharTest = (codePoint: number) => boolean;

/** Classes as RE2 defines them, which CEL prescribes: ASCII only. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  w: /[0-9A-Za-z_]/,
  s: /[\t\n\f\r ]/,
};
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f' };

/**
 * The part of RE2's syntax that a rule needs: characters, `.`, `[a-z]`, `[^…]`, `\d \w \s \D \W \S`, `^`, `$`, groups, `|`,
 * `*`, `+`, `?`, `{n,m}` up to 100. No look-around, back-references or flags. Throws PatternError.
 */
export function parsePattern(source: string): Pattern {
  if (source.length > LONGEST_PATTERN) {
    throw new PatternError(`A pattern has at most ${LONGEST_PATTERN} characters; this one has ${source.length}`, 0);
  }
  const chars = [...source];
  let at = 0;
  let depth = 0;
  const fail = (message: string): never => {
    throw new PatternError(message, at);
  };

  function either(): Pattern {
    const parts = [sequence()];
    while (chars[at] === '|') {
      at += 1;
      parts.push(sequence());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'either', parts };
  }

  function sequence(): Pattern {
    const parts: Pattern[] = [];
    while (at < chars.length && chars[at] !== '|' && chars[at] !== ')') parts.push(repeated());
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  function repeated(): Pattern {
    const part = atom();
    const count = repeats();
    if (count === null) return part;
    if (part.kind === 'start' || part.kind === 'end') fail('`^` and `$` cannot be repeated');
    if (repeats() !== null) fail('A repetition cannot be repeated; use a group');
    return { kind: 'repeat', part, ...count };
  }

  function repeats(): { min: number; max: number } | null {
    const simple = { '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY], '?': [0, 1] }[
      chars[at] ?? ''
    ];
    if (simple !== undefined) {
      at += 1;
      return { min: simple[0]!, max: simple[1]! };
    }
    if (chars[at] !== '{') return null;
    const [whole, low = '', comma, high = ''] =
      /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(chars.slice(at, at + 11).join('')) ?? [];
    if (whole === undefined)
      return fail('`{` begins a repetition such as `{2}` or `{1,3}`; write `\\{` for the character');
    const min = Number(low);
    const max = comma === '' ? min : high === '' ? Number.POSITIVE_INFINITY : Number(high);
    const largest = max === Number.POSITIVE_INFINITY ? min : max;
    if (largest > MOST_REPEATS || max < min)
      fail(`A repetition is from 0 to ${MOST_REPEATS}, the smaller number first`);
    at += whole.length;
    return { min, max };
  }

  function atom(): Pattern {
    const char = chars[at]!;
    if (char === '(') return group();
    if (char === '[') return { kind: 'char', test: bracket() };
    if (char === '\\') return { kind: 'char', test: escaped() };
    if ('*+?{'.includes(char)) fail(`There is nothing to repeat before \`${char}\``);
    at += 1;
    if (char === '^') return { kind: 'start' };
    if (char === '$') return { kind: 'end' };
    if (char === '.') return { kind: 'char', test: (codePoint) => codePoint !== 10 };
    return { kind: 'char', test: equal(char) };
  }

  function group(): Pattern {
    at += 1;
    if (chars[at] === '?') {
      if (chars[at + 1] !== ':') fail('Only plain groups `(…)` and `(?:…)` can be used: no look-around, no flags');
      at += 2;
    }
    depth += 1;
    if (depth > DEEPEST_GROUP) fail(`Groups are nested more than ${DEEPEST_GROUP} deep`);
    const inner = either();
    depth -= 1;
    if (chars[at] !== ')') fail('A group `(` is not closed');
    at += 1;
    return inner;
  }

  function escaped(): CharTest {
    const char = chars[at + 1];
    if (char === undefined) return fail('A pattern cannot end with `\\`');
    const named = CLASSES[char.toLowerCase()];
    if (named !== undefined) {
      at += 2;
      const wanted = char === char.toLowerCase();
      return (codePoint) => named.test(String.fromCodePoint(codePoint)) === wanted;
    }
    if (/[0-9A-Za-z]/.test(char) && CONTROLS[char] === undefined) fail(`\`\\${char}\` cannot be used in a pattern`);
    at += 2;
    return equal(CONTROLS[char] ?? char);
  }

  function bracket(): CharTest {
    at += 1;
    const negated = chars[at] === '^';
    if (negated) at += 1;
    const tests: CharTest[] = [];
    while (chars[at] !== ']' || tests.length === 0) {
      if (at >= chars.length) fail('A class `[` is not closed');
      tests.push(member());
    }
    at += 1;
    return (codePoint) => tests.some((test) => test(codePoint)) !== negated;
  }

  function member(): CharTest {
    const from = at;
    const test = single();
    if (chars[at] !== '-' || chars[at + 1] === ']' || chars[at + 1] === undefined) return test;
    const low = edge(from);
    at += 1;
    const next = at;
    single();
    const high = edge(next);
    if (low > high) fail('A range in `[…]` has its smaller character first');
    return (codePoint) => codePoint >= low && codePoint <= high;
  }

  function single(): CharTest {
    if (chars[at] === '\\') return escaped();
    if (chars[at] === '[' && chars[at + 1] === ':')
      fail('Named classes such as `[:alpha:]` cannot be used; write `a-z`');
    at += 1;
    return equal(chars[at - 1]!);
  }

  /** Code point at one end of a range. */
  function edge(from: number): number {
    const isEscape = chars[from] === '\\';
    const char = isEscape ? chars[from + 1]! : chars[from]!;
    if (isEscape && CLASSES[char.toLowerCase()] !== undefined)
      fail('A class such as `\\d` cannot be the end of a range');
    return ((isEscape ? CONTROLS[char] : undefined) ?? char).codePointAt(0)!;
  }

  const pattern = either();
  if (at < chars.length) fail('`)` closes nothing');
  return pattern;
}

function equal(char: string): CharTest {
  const expected = char.codePointAt(0);
  return (codePoint) => codePoint === expected;
}
