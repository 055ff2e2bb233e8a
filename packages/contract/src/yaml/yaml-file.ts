import type { PathSegments } from '@fitly/core/design/validation';
import { type Document, isScalar, parseDocument, Scalar, stringify } from 'yaml';
import { insertedText } from './inserted-text.ts';

/**
 * The text of a valid file with its comments, blank lines and key order. Unedited, `toString` is the text that was
 * read. Replacing one simple value by another changes the characters of that value and nothing else, and so does adding
 * to the end of a list in lines or of a block that has entries. Other edits keep every comment and the order of keys, but
 * may respace the inside of `[…]`, `{…}` and the gap before a comment.
 */
export class YamlFile {
  #text: string;

  /** `text` must be valid YAML. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The plain value at the path, undefined where there is none. */
  getIn(path: PathSegments): unknown {
    const node = this.#parse().getIn(path, true);
    return isScalar(node) ? node.value : (node as { toJSON?(): unknown } | undefined)?.toJSON?.();
  }

  /** Sets the value at the path; blocks on the way are made, and a new key goes to the end of its block. */
  setIn(path: PathSegments, value: unknown): void {
    this.#text =
      this.#replaceScalar(path, value) ??
      insertedText(this.#text, path, value) ??
      this.#rewrite((document) => document.setIn(path, document.createNode(value)));
  }

  deleteIn(path: PathSegments): void {
    this.#text = this.#rewrite((document) => document.deleteIn(path));
  }

  toString(): string {
    return this.#text;
  }

  #parse(): Document {
    return parseDocument(this.#text);
  }

  #rewrite(edit: (document: Document) => void): string {
    const document = this.#parse();
    edit(document);
    return document.toString({ lineWidth: 0 });
  }

  /** Null when the place does not hold a simple value, or the result would not read back as the same value. */
  #replaceScalar(path: PathSegments, value: unknown): string | null {
    const node = this.#parse().getIn(path, true);
    if (!isScalar(node) || !node.range || value === null || typeof value === 'object') return null;
    if (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL) return null;
    const [from, to] = node.range;
    const text = this.#text.slice(0, from) + scalarText(node, value) + this.#text.slice(to);
    const edited = parseDocument(text);
    const readBack = edited.errors.length === 0 ? edited.getIn(path) : undefined;
    return readBack === value ? text : null;
  }
}

/** The value in one line, quoted as before; quotes are added where a plain word would read as something else. */
function scalarText(before: Scalar, value: unknown): string {
  if (typeof value !== 'string') return stringify(value).trimEnd();
  const fragile = /[,[\]{}\n]/.test(value) || value === '';
  if (before.type === Scalar.QUOTE_DOUBLE || fragile) return JSON.stringify(value);
  const scalar = new Scalar(value);
  scalar.type = before.type === Scalar.QUOTE_SINGLE ? Scalar.QUOTE_SINGLE : Scalar.PLAIN;
  return stringify(scalar, { lineWidth: 0 }).trimEnd();
}
