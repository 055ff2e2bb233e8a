/** A log of decisions made elsewhere, read as the agent that begins with it sees customers and options. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ContextTable } from '@fitly/core/data';
import type { Agent, ContextAttribute, Dimension, StartLog } from '@fitly/core/design';
import { FitlyError, type Issue } from '@fitly/core/errors';
import { asDay, type Day } from '@fitly/core/terms';
import { cellText, numberIn } from '../evaluating/cells.ts';
import { featuresOf } from '../evaluating/log-features.ts';
import { parseCell } from '../importing/parse-cell.ts';
import { readRows } from '../importing/read-rows.ts';
import { columnsToChoose } from '../importing/shown-columns.ts';
import { createValueGuard, inWords } from '../privacy/value-guard.ts';

export interface StartRows {
  readonly sha256: string;
  /** Dimensions that the log varied, as the agent has them. */
  readonly dimensions: readonly Dimension[];
  /** By dimension: position of the option of each row. */
  readonly choices: readonly Int32Array[];
  /** 0 or 1. */
  readonly successes: Float64Array;
  /** Null: nobody wrote them down. */
  readonly propensities: Float64Array | null;
  /** What the log tells of the agent's attributes. */
  readonly context: ContextTable;
  /** What else was chosen by: rows × width, row-major. */
  readonly further: ReturnType<typeof featuresOf>;
  /** Null where the log has no days. */
  readonly days: readonly Day[] | null;
  /** Rows with an option that the agent has not. */
  readonly leftOut: number;
  /** Values of attributes that look personal and are missing, in words; empty: none. */
  readonly setAside: string;
}

type Cells = Readonly<Record<string, unknown>>;

const SHOWN_ISSUES = 20;

/** Throws `file_not_found`, `file_unreadable`, and `decision_log_invalid` when a single row cannot be used. */
export async function readStartLog(folder: string, agent: Agent, from: StartLog): Promise<StartRows> {
  const path = await insideFolder(folder, from.log);
  const issues: Issue[] = [];
  let columns: Columns | null = null;
  let [count, leftOut, bad] = [0, 0, 0];
  let rows: Collected | null = null;
  for await (const row of readRows(path, { delimiters: 'any' })) {
    if (row.ok && columns === null) {
      columns = columnsIn(from, agent, row.cells);
      rows = collect(from, columns);
    }
    count += 1;
    const reason = row.ok ? unusable(row.cells, from) : row.reason;
    if (!row.ok || reason !== null) {
      bad += 1;
      if (issues.length < SHOWN_ISSUES) issues.push({ path: `line ${row.line}`, message: reason ?? '' });
    } else if (!rows!.add(row.cells)) leftOut += 1;
  }
  if (count === 0) issues.push({ path: from.log, message: 'there is not one row in it' });
  if (issues.length > 0) {
    throw new FitlyError('decision_log_invalid', `${bad} of ${count} rows of ${from.log} cannot be used`, {
      issues,
      next: 'mend or leave out these rows on purpose: what a log lacks by chance bends what is learned from it',
    });
  }
  return { sha256: await hashOfFile(path), leftOut, ...rows!.table() };
}

async function insideFolder(folder: string, log: string): Promise<string> {
  const missing = (cause?: unknown): FitlyError =>
    new FitlyError('file_not_found', `there is no log ${log} in the workspace folder`, {
      next: 'check learning.startFrom.log in the agent file: it is named as seen from the workspace folder',
      ...(cause === undefined ? {} : { cause }),
    });
  const path = await realpath(join(folder, log)).catch((cause: unknown) => {
    throw missing(cause);
  });
  if (!path.startsWith(`${await realpath(folder)}${sep}`)) throw missing();
  return path;
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

interface Columns {
  readonly dimensions: readonly { readonly dimension: Dimension; readonly column: string }[];
  readonly attributes: readonly { readonly attribute: ContextAttribute; readonly column: string }[];
}

/** Throws `decision_log_invalid` for a column that is named and not there, or a log without a choice. */
function columnsIn(from: StartLog, agent: Agent, first: Cells): Columns {
  const has = Object.keys(first);
  const named = [
    ...Object.values(from.action),
    ...Object.values(from.context),
    ...from.adjustFor,
    ...[from.reward, from.propensity, from.day].filter((column) => typeof column === 'string'),
  ];
  const missing = [...new Set(named)].filter((column) => !has.includes(column));
  const hasActions = Object.keys(from.action).length > 0;
  const columnOf = (map: Readonly<Record<string, string>>, isMapped: boolean, name: string): string[] => {
    const column = isMapped ? map[name] : name;
    return column !== undefined && has.includes(column) ? [column] : [];
  };
  const dimensions = agent.dimensions.flatMap((dimension) =>
    columnOf(from.action, hasActions, dimension.id).map((column) => ({ dimension, column })),
  );
  if (missing.length > 0 || dimensions.length === 0) {
    const what = missing.length > 0 ? `no column ${missing.join(' and no column ')}` : 'no column of a dimension';
    throw new FitlyError('decision_log_invalid', `${from.log} has ${what}`, {
      next: columnsToChoose('map columns that it has in learning.startFrom', first),
    });
  }
  const isMapped = Object.keys(from.context).length > 0;
  const attributes = agent.context
    .filter(({ history }) => history === null)
    .flatMap((attribute) =>
      columnOf(from.context, isMapped, attribute.attribute).map((column) => ({ attribute, column })),
    );
  return { dimensions, attributes };
}

/** A reason without the value: a cell of a log from elsewhere may be anything. */
function unusable(cells: Cells, { reward, propensity, day }: StartLog): string | null {
  if (!Number.isFinite(numberIn(cells[reward]))) return 'the reward is not a number';
  if (typeof propensity === 'string') {
    const value = numberIn(cells[propensity]);
    if (!(value > 0 && value <= 1)) return 'the propensity is not a number above 0 and at most 1';
  }
  return day !== null && dayIn(cells[day]) === null ? 'the day is not a date such as 2026-01-31' : null;
}

/** Of a date, or of an instant as it is written. */
function dayIn(cell: unknown): Day | null {
  const text = String(cell ?? '').slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : asDay(text);
}

type Collected = ReturnType<typeof collect>;

function collect(from: StartLog, { dimensions, attributes }: Columns) {
  const guard = createValueGuard(attributes.map(({ attribute }) => attribute));
  const positions = dimensions.map(
    ({ dimension }) => new Map(dimension.options.map(({ id }, position) => [cellText(id), position])),
  );
  const choices = dimensions.map((): number[] => []);
  const values = attributes.map((): (string | number | null)[] => []);
  const further = from.adjustFor.map((column) => [column, [] as string[]] as const);
  const successes: number[] = [];
  const propensities: number[] = [];
  const days: Day[] = [];
  return {
    /** False: with an option that the agent has not. */
    add(cells: Cells): boolean {
      const chosen = dimensions.map(({ column }, dim) => positions[dim]!.get(cellText(cells[column])));
      if (chosen.includes(undefined)) return false;
      for (const [dim, position] of chosen.entries()) choices[dim]!.push(position!);
      for (const [place, { attribute, column }] of attributes.entries()) {
        values[place]!.push(guard.admit(place, parseCell(cells[column], attribute.type) ?? null));
      }
      for (const [column, texts] of further) texts.push(cellText(cells[column]));
      successes.push(Number(numberIn(cells[from.reward]) > 0));
      if (from.propensity !== null) {
        propensities.push(typeof from.propensity === 'number' ? from.propensity : numberIn(cells[from.propensity]));
      }
      if (from.day !== null) days.push(dayIn(cells[from.day])!);
      return true;
    },
    table(): Omit<StartRows, 'sha256' | 'leftOut'> {
      const lost = guard.lostAttributes();
      const kept = [...attributes.keys()].filter((place) => !lost.has(place));
      return {
        setAside: inWords(guard.suspected()),
        dimensions: dimensions.map(({ dimension }) => dimension),
        choices: choices.map((positionsOf) => Int32Array.from(positionsOf)),
        successes: Float64Array.from(successes),
        propensities: from.propensity === null ? null : Float64Array.from(propensities),
        context: {
          attributes: kept.map((place) => attributes[place]!.attribute),
          rowCount: successes.length,
          columns: kept.map((place) =>
            attributes[place]!.attribute.type === 'category'
              ? (values[place]! as readonly (string | null)[])
              : Float64Array.from(values[place]!, (value) => (value === null ? Number.NaN : Number(value))),
          ),
        },
        further: featuresOf(further, successes.length),
        days: from.day === null ? null : days,
      };
    },
  };
}
