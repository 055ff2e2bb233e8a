import { Scalar } from 'yaml';

/**
 * Where a character of a text value stands in the file, so that a finding can point into the text. Blank space is folded and
 * indented differently in the file, so the other characters are counted: they stand there in the same order. Falls back to
 * the beginning of the value after an escape that stands for something else (`\t`, `\u00e9`), and for values that are no
 * text. `offset`: of the character in the value; the end of the value counts as a place.
 */
export function offsetInScalar(node: Scalar, offset: number, file: string): number {
  const [from, to] = node.range ?? [0, 0];
  if (typeof node.value !== 'string' || node.value.trim() === '') return from;
  const written = writtenCharacters(node, file.slice(from, to));
  if (written === null) return from;
  const before = visibleCount(node.value.slice(0, offset));
  const place = written.at(before);
  if (place !== undefined && place.char === visibleAt(node.value, offset)) return from + place.at;
  const last = written.at(-1);
  return before === written.length && last !== undefined ? from + last.at + 1 : from;
}

interface Written {
  readonly char: string;
  /** Offset from the beginning of the scalar. */
  readonly at: number;
}

/** The visible characters of the value as they stand in the file; null when one is written as a special escape. */
function writtenCharacters(node: Scalar, source: string): Written[] | null {
  const characters: Written[] = [];
  const { begin, end } = contentOf(node, source);
  for (let at = begin; at < end; at++) {
    const char = source[at]!;
    if (isBlank(char)) continue;
    if (node.type === Scalar.QUOTE_DOUBLE && char === '\\') {
      at += 1;
      const escaped = source[at]!;
      // A backslash at the end of a line only joins lines.
      if (escaped === '\n' || escaped === '\r') continue;
      if (!'"\\/'.includes(escaped)) return null;
      characters.push({ char: escaped, at });
    } else {
      characters.push({ char, at });
      if (node.type === Scalar.QUOTE_SINGLE && char === "'") at += 1;
    }
  }
  return characters;
}

/** Without quotes, and without the line of a block scalar that says `|` or `>`. */
function contentOf({ type }: Scalar, source: string): { begin: number; end: number } {
  if (type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE) return { begin: 1, end: source.length - 1 };
  const isBlock = type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
  return { begin: isBlock ? source.indexOf('\n') + 1 : 0, end: source.length };
}

const isBlank = (char: string): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r';
const visibleCount = (text: string): number => text.replaceAll(/[ \t\n\r]/g, '').length;
/** The first visible character from there on. */
const visibleAt = (text: string, offset: number): string | undefined => text.slice(offset).trimStart()[0];
