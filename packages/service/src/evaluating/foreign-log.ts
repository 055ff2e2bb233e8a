/** A log of decisions that another system made, as a file with mapped columns. */
import { basename } from 'node:path';
import { FitlyError, type Issue } from '@fitly/core/errors';
import type { ByAction, JudgedLog } from '@fitly/core/measure';
import { readRows } from '../importing/read-rows.ts';
import { columnsToChoose } from '../importing/shown-columns.ts';
import { cellText, hasDecimalComma, isProbability, numberIn, plainText, SUM_TOLERANCE } from './cells.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { featuresOf } from './log-features.ts';

export interface ForeignLog {
  readonly log: JudgedLog;
  readonly label: string;
  /** By action number. */
  readonly actions: readonly string[];
  /** The candidate's probabilities where the log itself holds them. */
  readonly candidate: ByAction | null;
  /** Texts of a kept column, row by row. */
  texts(column: string): readonly string[];
}

export interface ForeignLogRequest {
  readonly path: string;
  readonly columns: ColumnMapping;
  /** Columns that a candidate is joined by. */
  readonly joins: readonly string[];
  /** Actions that a candidate knows; they count as possible, whether the log has them or not. */
  readonly moreActions: readonly string[];
}

const SHOWN_ISSUES = 20;
/** Throws `decision_log_invalid` when a single row cannot be used: what is left out of a log bends every estimate. */
export async function readForeignLog(request: ForeignLogRequest): Promise<ForeignLog> {
  const { path, columns } = request;
  const table = await readTable(request);
  const texts = (column: string): readonly string[] => table.texts.get(column) ?? [];
  const inColumns = [...table.patterns.values()].flatMap((found) => [...found.keys()]);
  const actions = [...new Set([...texts(columns.action), ...request.moreActions, ...inColumns])].sort(byNumberOrText);
  const numberOf = new Map(actions.map((action, at) => [action, at]));
  const customers = customerNumbers(columns.customer === null ? null : table.customers, table.rewards.length);
  const { features, width } = featuresOf(
    columns.context.map((name) => [name, texts(name)] as const),
    table.rewards.length,
  );
  const propensities = Float64Array.from(table.propensities);
  const matrix = (pattern: string | null): ByAction | null =>
    pattern === null
      ? null
      : byColumns(actions, (action) => table.numbers.get(table.patterns.get(pattern)?.get(action) ?? '') ?? null);
  const behaviour = matrix(columns.behaviour) ?? evenly(propensities, new Set(texts(columns.action)), actions);
  return {
    label: basename(path),
    actions,
    texts,
    candidate: matrix(columns.candidate),
    log: {
      actions: Int32Array.from(texts(columns.action), (action) => numberOf.get(action)!),
      actionCount: actions.length,
      propensities,
      rewards: Float64Array.from(table.rewards),
      ...customers,
      features,
      width,
      ...(behaviour === null ? {} : { behaviour }),
    },
  };
}

interface Table {
  readonly rewards: number[];
  readonly propensities: number[];
  /** As they are written: what looks like a number is an id all the same. Empty where no column is mapped. */
  readonly customers: string[];
  readonly texts: ReadonlyMap<string, string[]>;
  /** Of the columns that hold probabilities. */
  readonly numbers: ReadonlyMap<string, number[]>;
  readonly patterns: Patterns;
}

/** Pattern (`p_*`) → action → its column. */
type Patterns = ReadonlyMap<string, ReadonlyMap<string, string>>;

async function readTable({ path, columns, joins }: ForeignLogRequest): Promise<Table> {
  const names = [columns.action, ...columns.context, ...joins];
  const texts = new Map(names.map((name) => [name, [] as string[]]));
  const numbers = new Map<string, number[]>();
  const rewards: number[] = [];
  const propensities: number[] = [];
  const customers: string[] = [];
  const issues: Issue[] = [];
  let bad = 0;
  let patterns: Patterns | null = null;
  for await (const row of readRows(path, { delimiters: 'any' })) {
    if (row.ok && patterns === null) {
      const has = Object.keys(row.cells);
      const others = [...needed(columns), ...names];
      patterns = patternsIn(has, columns, others);
      const without = [...patterns].flatMap(([pattern, found]) => (found.size === 0 ? [pattern] : []));
      checkColumns(path, row.cells, [...others, ...without]);
      for (const found of patterns.values()) for (const name of found.values()) numbers.set(name, []);
    }
    const reason = row.ok ? (unusable(row.cells, columns) ?? noPolicy(row.cells, patterns)) : row.reason;
    if (!row.ok || reason !== null) {
      bad += 1;
      if (issues.length < SHOWN_ISSUES) issues.push({ path: `line ${row.line}`, message: reason ?? '' });
      continue;
    }
    const { cells } = row;
    rewards.push(numberIn(cells[columns.reward]));
    propensities.push(
      typeof columns.propensity === 'number' ? columns.propensity : numberIn(cells[columns.propensity]),
    );
    if (columns.customer !== null) customers.push(plainText(cells[columns.customer]));
    for (const [name, values] of texts) values.push(cellText(cells[name]));
    for (const [name, values] of numbers) values.push(numberIn(cells[name]));
  }
  if (rewards.length === 0 && bad === 0) issues.push({ path, message: 'there is not one row in it' });
  if (issues.length === 0) return { rewards, propensities, customers, texts, numbers, patterns: patterns ?? new Map() };
  throw new FitlyError('decision_log_invalid', `${bad} of ${bad + rewards.length} rows of ${path} cannot be used`, {
    issues,
    next:
      rewards.length === 0 && issues.every(({ message }) => message === NO_PROPENSITY)
        ? 'map the column, or the one number such as 1/3, that each decision was drawn with: where it was never logged, nothing can be judged from a log'
        : 'mend or leave out these rows on purpose: what a log lacks by chance bends every estimate',
  });
}

const needed = ({ action, reward, propensity, customer }: ColumnMapping): string[] => [
  action,
  ...(customer === null ? [] : [customer]),
  reward,
  ...(typeof propensity === 'string' ? [propensity] : []),
];

function checkColumns(path: string, first: Cells, wanted: readonly string[]): void {
  const missing = [...new Set(wanted)].filter((name) => !Object.hasOwn(first, name));
  if (missing.length === 0) return;
  throw new FitlyError('decision_log_invalid', `${path} has no column ${missing.join(' and no column ')}`, {
    next: columnsToChoose('map columns that it has', first, asWritten),
  });
}

/** As `--columns` takes it. */
const asWritten = (name: string): string => (/[,+]/.test(name) ? `"${name}"` : name);

/** A column that is mapped as something else is none of these. */
function patternsIn(
  has: readonly string[],
  { candidate, behaviour }: ColumnMapping,
  others: readonly string[],
): Patterns {
  const free = has.filter((name) => !others.includes(name));
  const patterns = [candidate, behaviour].filter((pattern) => pattern !== null);
  return new Map(
    patterns.map((pattern) => {
      const [before = '', after = ''] = pattern.split('*');
      const found = free.filter(
        (name) => name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after),
      );
      const actionIn = (name: string): string => cellText(name.slice(before.length, name.length - after.length));
      return [pattern, new Map(found.map((name) => [actionIn(name), name]))] as const;
    }),
  );
}

/** A reason without the value: a cell of a log from elsewhere may be anything. A key that is absent is an empty cell. */
function unusable(cells: Cells, { reward, propensity, action, customer }: ColumnMapping): string | null {
  if (hasDecimalComma(cells[reward])) return 'the reward has a comma: decimals have a point';
  if (!Number.isFinite(numberIn(cells[reward]))) return 'the reward is not a number';
  if (cellText(cells[action]) === '') return 'there is no action';
  if (customer !== null && plainText(cells[customer]) === '') return 'there is no customer';
  if (typeof propensity === 'number') return null;
  if (hasDecimalComma(cells[propensity])) return 'the propensity has a comma: decimals have a point';
  const value = numberIn(cells[propensity]);
  return value > 0 && value <= 1 ? null : NO_PROPENSITY;
}

const NO_PROPENSITY = 'the propensity is not a number above 0 and at most 1';

/** Why the columns of a pattern hold no distribution over actions in this row; null when they do. */
function noPolicy(cells: Cells, patterns: Patterns | null): string | null {
  for (const [pattern, columns] of patterns ?? []) {
    const values = Array.from(columns.values(), (name) => numberIn(cells[name]));
    if (!values.every(isProbability)) return `a probability in ${pattern} is not a number from 0 to 1`;
    const sum = values.reduce((total, each) => total + each, 0);
    if (Math.abs(sum - 1) > SUM_TOLERANCE)
      return `the probabilities in ${pattern} sum to ${sum.toFixed(4)}, expected 1`;
  }
  return null;
}

type Cells = Readonly<Record<string, unknown>>;

const byNumberOrText = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : Number(a > b));

function customerNumbers(keys: readonly string[] | null, rows: number) {
  if (keys === null) {
    const customers = Int32Array.from({ length: rows }, (_, row) => row);
    return { customers, customerKeys: Array.from(customers, String) };
  }
  const numbers = new Map<string, number>();
  const customers = Int32Array.from(keys, (key) => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
  return { customers, customerKeys: [...numbers.keys()] };
}

/** A column that is absent for an action says that its probability is 0. */
function byColumns(actions: readonly string[], columnOf: (action: string) => readonly number[] | null): ByAction {
  const columns = actions.map(columnOf);
  return (row, into) => {
    for (const [action, column] of columns.entries()) into[action] = column?.[row] ?? 0;
  };
}

/** A log in which all K actions came with propensity 1/K was drawn evenly: what it supports is known. */
function evenly(propensities: Float64Array, logged: ReadonlySet<string>, actions: readonly string[]): ByAction | null {
  const share = 1 / logged.size;
  if (!propensities.every((each) => Math.abs(each - share) < 1e-9)) return null;
  return (_, into) => {
    for (const [at, action] of actions.entries()) into[at] = logged.has(action) ? share : 0;
  };
}
