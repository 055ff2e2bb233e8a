import type { Issue } from '@fitly/core/errors';
import { type Document, isMap, isScalar, LineCounter, parseDocument, visit, type YAMLError } from 'yaml';
import { checkKeys } from './check-keys.ts';
import { MAX_ALIAS_COUNT, MAX_FILE_BYTES } from './limits.ts';
import { positionOf } from './position.ts';

/** What could be read of a file. */
export interface YamlRead {
  /** Null when nothing after the YAML can be trusted: only `issues` count then. */
  readonly content: YamlContent | null;
  readonly issues: readonly Issue[];
}

export interface YamlContent {
  /** The file as it was read. */
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
  /** The root mapping as plain data; of repeated keys the last one. */
  readonly root: Readonly<Record<string, unknown>>;
}

/**
 * Reads one YAML 1.2 mapping. Reported with line and column: every syntax error, repeated keys, unknown tags, more than
 * one document, keys that are not text, `__proto__`, unresolved or excessive aliases. A repeated key is reported but
 * does not stop the reading, so that what else is wrong is found in the same pass.
 */
export function readYaml(text: string, fileName: string): YamlRead {
  if (new TextEncoder().encode(text).length > MAX_FILE_BYTES) {
    return unusable([{ path: '', message: `${fileName} is larger than ${MAX_FILE_BYTES / 1_000_000} MB` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const errors = oneOfEach([...document.errors, ...document.warnings]);
  if (errors.length > 0) return unusable(errors.map((error) => wordSyntaxError(error, lines)));
  if (document.contents === null) return unusable([{ path: '', message: `${fileName} is empty`, line: 1, column: 1 }]);
  if (!isMap(document.contents)) {
    const at = positionOf(document.contents.range?.[0] ?? 0, lines);
    const message = `${fileName} holds ${isScalar(document.contents) ? 'a single value' : 'a list'}; expected keys such as \`name: …\``;
    return unusable([{ path: '', message, ...at }]);
  }
  const keys = checkKeys(document, lines);
  if (keys.refused.length > 0) return unusable([...keys.refused, ...keys.repeated]);
  const root = toPlain(document, lines);
  if ('path' in root) return unusable([...keys.repeated, root]);
  return { content: { text, document, lines, root: root.plain }, issues: keys.repeated };
}

const unusable = (issues: readonly Issue[]): YamlRead => ({ content: null, issues });

/** The parser may report a place twice, and endless nesting once per level, with what follows from it. */
function oneOfEach(errors: readonly YAMLError[]): YAMLError[] {
  const tooDeep = errors.find((error) => error.code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined) return [tooDeep];
  const places = errors.map((error) => `${error.pos[0]} ${error.code}`);
  return errors.filter((_, index) => places.indexOf(places[index]!) === index);
}

function wordSyntaxError(error: YAMLError, lines: LineCounter): Issue {
  const at = positionOf(error.pos[0], lines);
  return { path: `line ${at.line}`, message: syntaxMessage(error), ...at };
}

function syntaxMessage(error: YAMLError): string {
  if (error.code === 'TAB_AS_INDENT') return 'The line is indented with a tab; YAML allows spaces only';
  if (error.code === 'MULTIPLE_DOCS') return 'The file holds several documents (`---`); expected one';
  if (error.code === 'RESOURCE_EXHAUSTION') return 'The file is nested too deeply';
  return error.message.replace(/\.$/, '');
}

function toPlain(document: Document, lines: LineCounter): { plain: Record<string, unknown> } | Issue {
  try {
    return { plain: document.toJS({ maxAliasCount: MAX_ALIAS_COUNT }) as Record<string, unknown> };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const unresolved = /: (\S+)$/.exec(error.message)?.[1];
    const at = positionOf(firstAlias(document, unresolved), lines);
    const message =
      unresolved === undefined
        ? `The aliases (\`*name\`) stand for more than ${MAX_ALIAS_COUNT} values; write the values out`
        : `The alias \`*${unresolved}\` stands for nothing: no \`&${unresolved}\` before it`;
    return { path: `line ${at.line}`, message, ...at };
  }
}

/** Offset of the first alias (of that name, when given). */
function firstAlias(document: Document, name: string | undefined): number {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (name !== undefined && alias.source !== name) return undefined;
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset ?? 0;
}
