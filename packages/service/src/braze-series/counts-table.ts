/**
 * The table `braze_counts`: what one run handed to Braze, by campaign or canvas and day of Braze, and what Braze counted on the
 * days before it. Ours add up over the runs; of Braze's the newest run that read a day counts.
 */
import type { TargetDay } from '@fitly/core/report';
import { type AgentName, asDay, type Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { type Columns, type Store, valuesOf } from '@fitly/store';

export const BRAZE_COUNTS = 'braze_counts';
/** Days that may still change when they are read again: late opens, late counting. */
export const OPEN_DAYS = 7;
const SHOWN_DAYS = 14;

/** Stands where Braze names a channel. */
export const OURS = 'fitly';

export interface CountRow {
  readonly target: string;
  readonly request: TargetDay['request'];
  /** Day of Braze. */
  readonly onDay: Day;
  /** Braze's name of the channel, or `OURS`. */
  readonly channel: string;
  readonly measure: string;
  readonly count: number;
  /** Whether the day was over when it was read. */
  readonly complete: boolean;
}

const TEXTS = ['target', 'request', 'on_day', 'channel', 'measure'] as const;
const SPECS = [
  ...TEXTS.map((name) => ({ name, type: 'string' as const })),
  { name: 'count', type: 'float64' as const },
  { name: 'complete', type: 'boolean' as const },
];

export function countColumns(rows: readonly CountRow[]): Columns {
  const text = (name: (typeof TEXTS)[number], pick: (row: CountRow) => string) =>
    ({ name, type: 'string', values: rows.map(pick) }) as const;
  return {
    rowCount: rows.length,
    columns: [
      text('target', (row) => row.target),
      text('request', (row) => row.request),
      text('on_day', (row) => row.onDay),
      text('channel', (row) => row.channel),
      text('measure', (row) => row.measure),
      { name: 'count', type: 'float64', values: Float64Array.from(rows, (row) => row.count) },
      { name: 'complete', type: 'boolean', values: Uint8Array.from(rows, (row) => Number(row.complete)) },
    ],
  };
}

/** Both sides of the newest 14 days up to `asOfDay`, from `firstDay` on; days on which nothing was counted are left out. */
export async function readTargetDays(
  store: Store,
  agent: AgentName,
  span: { readonly firstDay: Day; readonly asOfDay: Day },
): Promise<Omit<TargetDay, 'name'>[]> {
  const from = addDays(span.asOfDay, 1 - SHOWN_DAYS);
  // Runs near the first day shown tell of it too; a day of Braze may begin before ours of the same name.
  const days = { from: addDays(from, -1), to: span.asOfDay };
  const columns = await store.lake.read({ table: BRAZE_COUNTS, agent, days, columns: SPECS });
  const found = new Map<string, Gathered>();
  for (const row of rowsOf(columns)) {
    if (row.onDay < from || row.onDay < span.firstDay) continue;
    const key = `${row.onDay} ${row.target}`;
    const day = found.get(key) ?? { ...row, ours: { ...NOTHING }, braze: null, complete: false };
    found.set(key, gather(day, row));
  }
  return [...found.values()].filter(isCounted).map(targetDay);
}

const NOTHING = { planned: 0, accepted: 0, inDoubt: 0, notSent: 0 };
type Ours = { -readonly [Name in keyof TargetDay['ours']]: number };

interface Gathered extends Pick<CountRow, 'target' | 'request' | 'onDay'> {
  readonly ours: Ours;
  readonly braze: Record<string, Record<string, number>> | null;
  readonly complete: boolean;
}

/** Rows come oldest run first. */
function gather(day: Gathered, { channel, measure, count, complete }: CountRow): Gathered {
  if (channel !== OURS) {
    const braze = { ...day.braze, [channel]: { ...day.braze?.[channel], [measure]: count } };
    return { ...day, braze, complete };
  }
  const name = measure as keyof Ours;
  return { ...day, ours: { ...day.ours, [name]: day.ours[name] + count } };
}

const isCounted = ({ ours, braze }: Gathered): boolean =>
  ours.planned > 0 || Object.values(braze ?? {}).some((counts) => Object.values(counts).some((count) => count > 0));

const targetDay = ({ target, request, onDay: day, ours, braze, complete }: Gathered): Omit<TargetDay, 'name'> => ({
  ...{ target, request, day, ours, braze, complete },
});

function* rowsOf(columns: Columns): Generator<CountRow> {
  const [target, request, onDay, channel, measure] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const complete = valuesOf(columns, 'complete', 'boolean');
  for (const [row, count] of valuesOf(columns, 'count', 'float64').entries()) {
    yield {
      target: target?.[row] ?? '',
      request: (request?.[row] ?? 'campaign') as TargetDay['request'],
      onDay: asDay(onDay?.[row] ?? ''),
      channel: channel?.[row] ?? '',
      measure: measure?.[row] ?? '',
      count,
      complete: complete[row] === 1,
    };
  }
}
