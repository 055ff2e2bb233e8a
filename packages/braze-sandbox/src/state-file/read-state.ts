/** Reads a state file and reports everything that is wrong with it at once, with line and column. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { FitlyError, type Issue } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { type Finding, findingsOf } from './findings.ts';
import { checkMeaning } from './meaning.ts';
import { type StateFile, stateSchema } from './schema.ts';
import { type ReadState, toState } from './to-state.ts';
import { readUsersCsv } from './users-csv.ts';

/** A path to YAML or JSON, or what such a file holds. */
export type StateSource = string | object;

/** Null for no source. Throws `file_not_found`, or `file_unreadable` with every issue. */
export function readStateOption(source: StateSource | undefined, startAt: Instant): ReadState | null {
  if (source === undefined) return null;
  if (typeof source !== 'string') return checked(source, process.cwd(), 'the given state', null, startAt);
  if (!existsSync(source)) {
    throw new FitlyError('file_not_found', `The state file ${source} does not exist`, { next: 'Check the path.' });
  }
  return readStateText(readFileSync(source, 'utf8'), source, startAt);
}

export function readStateText(text: string, path: string, startAt: Instant): ReadState {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const issues = document.errors.map(({ message, pos }) => ({ path: '', message, ...position(lines, pos[0]) }));
    throw unusable(path, issues);
  }
  return checked(document.toJS(), dirname(resolve(path)), path, { document, lines }, startAt);
}

interface Source {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

function checked(raw: unknown, folder: string, name: string, source: Source | null, startAt: Instant): ReadState {
  const parsed = stateSchema.safeParse(raw);
  const found: Finding[] = parsed.success ? checkMeaning(parsed.data) : [...findingsOf(parsed.error, raw)];
  const listed = parsed.success ? readUsers(parsed.data, folder) : { users: [], findings: [] };
  const findings = [...found, ...listed.findings];
  if (findings.length > 0 || !parsed.success) {
    const issues = findings.map((finding) => located(finding, source));
    throw unusable(
      name,
      issues.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
    );
  }
  return toState(parsed.data, listed.users, startAt);
}

function readUsers({ users }: StateFile, folder: string): ReturnType<typeof readUsersCsv> {
  if (users === undefined || Array.isArray(users)) return { users: users ?? [], findings: [] };
  return readUsersCsv(resolve(folder, users.csv));
}

function located({ path, message }: Finding, source: Source | null): Issue {
  const shown = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  const issue = { path: shown.replace(/^\./, ''), message };
  if (source === null) return issue;
  // The innermost thing that is there: what is missing has no place of its own.
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetAt(source.document, path.slice(0, depth));
    if (offset !== null) return { ...issue, ...position(source.lines, offset) };
  }
  return { ...issue, line: 1, column: 1 };
}

/** Where a member begins, at its name; null = it is not there. */
function offsetAt(document: Document.Parsed, path: readonly (string | number)[]): number | null {
  const holder: unknown = document.getIn(path.slice(0, -1), true);
  if (isMap(holder)) {
    const pair = holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
    if (isScalar(pair?.key)) return pair.key.range?.[0] ?? null;
  }
  const node: unknown = document.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function unusable(name: string, issues: readonly Issue[]): FitlyError {
  const listed = issues.map(
    ({ line, path, message }) =>
      `${line === undefined ? '' : `line ${line}: `}${path === '' ? '' : `${path}: `}${message}`,
  );
  const what = `${issues.length} ${issues.length === 1 ? 'mistake' : 'mistakes'}`;
  return new FitlyError('file_unreadable', `${name} has ${what}:\n${listed.map((text) => `  ${text}`).join('\n')}`, {
    next: 'Mend them; docs/reference/sandbox-state.md says what is valid.',
    issues,
  });
}
