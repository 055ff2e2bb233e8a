import type { PathSegments } from '@fitly/core/design/validation';
import { type Document, isScalar, parseDocument } from 'yaml';
import { insertedText } from './inserted-text.ts';
import { lineEndOf } from './line-end.ts';
import { itemAt, itemsOf, placeOf, positionIn } from './nodes.ts';
import { sameData, withoutPlain, withPlain } from './plain-data.ts';
import { removedTexts } from './removed-text.ts';
import { isBlockScalar, replacedTexts } from './replaced-text.ts';

/**
 * The text of a valid file with its comments, blank lines and key order. Unedited, `toString` is the text that was
 * read. Setting a value changes the lines of that value and nothing else, adding one adds its lines, and removing one takes
 * them out, with the comments that stand behind it in these lines. Where that cannot be written, the file is written anew: every
 * comment and the order of keys stay, and the inside of `[…]`, `{…}` and the gap before a comment may be respaced. Lines end as
 * they did. What cannot be changed alone is refused: behind an alias, under an anchor that is used, beside a key that stands twice.
 */
export class YamlFile {
  readonly #lineEnd: '\n' | '\r\n';
  #text: string;

  /** `text` must be valid YAML. */
  constructor(text: string) {
    this.#lineEnd = lineEndOf(text);
    this.#text = this.#lineEnd === '\n' ? text : text.replaceAll('\r\n', '\n');
  }

  /** The plain value at the path, undefined where there is none. */
  getIn(path: PathSegments): unknown {
    const node = this.#parse().getIn(path, true);
    return isScalar(node) ? node.value : (node as { toJSON?(): unknown } | undefined)?.toJSON?.();
  }

  /** Sets the value at the path; blocks on the way are made, and a new key goes to the end of its block. Throws `RangeError` where a single value is in the way, or more than that value would change. */
  setIn(path: PathSegments, value: unknown): void {
    const document = this.#parse();
    const meant = endingAsBefore(document.getIn(path, true), value);
    const expected = withPlain(document.toJS(), path, meant);
    this.#text =
      firstThatReads(this.#textsWith(document, path, meant), expected) ??
      rewritten(document, () => document.setIn(path, document.createNode(meant)), expected);
  }

  /** Nothing where nothing stands. Throws `RangeError` where more than that value would go. */
  deleteIn(path: PathSegments): void {
    const document = this.#parse();
    const now = document.toJS();
    const expected = withoutPlain(now, path);
    if (sameData(now, expected)) return;
    const place = placeOf(document.contents, path);
    const holder = itemAt(document.contents, path.slice(0, -1));
    const texts = place === null ? [] : removedTexts(this.#text, place, path.at(-1)!, holder);
    this.#text = firstThatReads(texts, expected) ?? rewritten(document, () => document.deleteIn(path), expected);
  }

  toString(): string {
    return this.#lineEnd === '\n' ? this.#text : this.#text.replaceAll('\n', '\r\n');
  }

  *#textsWith(document: Document, path: PathSegments, value: unknown): Generator<string> {
    const place = placeOf(document.contents, path);
    if (place === null) return;
    const { parent, depth } = place;
    const key = path[depth]!;
    const own = withPlain(undefined, path.slice(depth + 1), value);
    const item = itemsOf(parent)[positionIn(parent, key)];
    if (item !== undefined) return yield* replacedTexts(this.#text, item, own);
    const inserted = insertedText(this.#text, place, key, own);
    if (inserted !== null) yield inserted;
  }

  #parse(): Document {
    return parseDocument(this.#text);
  }
}

/** A text in lines (`key: |`) ends with the end of its last line, and does so after an edit. */
function endingAsBefore(node: unknown, value: unknown): unknown {
  if (!isScalar(node) || !isBlockScalar(node) || typeof value !== 'string') return value;
  const ended = typeof node.value === 'string' && node.value.endsWith('\n');
  return ended && !value.endsWith('\n') ? `${value}\n` : value;
}

function firstThatReads(texts: Iterable<string>, expected: unknown): string | null {
  for (const text of texts) if (readsAs(text, expected)) return text;
  return null;
}

function readsAs(text: string, expected: unknown): boolean {
  const document = parseDocument(text);
  if (document.errors.length > 0) return false;
  try {
    return sameData(document.toJS(), expected);
  } catch {
    // An alias stands for nothing any more.
    return false;
  }
}

function rewritten(document: Document, edit: () => void, expected: unknown): string {
  const text = firstThatReads(writtenAnew(document, edit), expected);
  if (text === null)
    throw new RangeError('more than this value would change: an alias or a repeated key is in the way');
  return text;
}

/** None where the document cannot be edited there, or not be written. */
function writtenAnew(document: Document, edit: () => void): string[] {
  try {
    edit();
    return [document.toString({ lineWidth: 0 })];
  } catch {
    return [];
  }
}
