/**
 * History attributes of a run: what the agent's own log says of each customer as of the evening before the run's day. A table
 * with one row per customer is carried from run to run, and each run adds what has become known since the one before; without
 * a table to go on from, the whole log is read once, with the same result.
 */
import {
  type CustomerHistory,
  ENGAGEMENT_FILTER,
  emptyHistory,
  historyFrom,
  historyReader,
  type MessageOutcomes,
  markDay,
  setOptions,
  staleOptions,
  unmarkDay,
  wasAborted,
} from '@fitly/core/data';
import { engagementInstant, type HistoryKind, rememberedDimensions } from '@fitly/core/design';
import { asDay, type CustomerKey, type Day, type Instant } from '@fitly/core/terms';
import { addDays, dayNumber, dayNumbersIn, dayOf, dayOfNumber } from '@fitly/core/time';
import {
  commitFiles,
  type Db,
  daysOfBatchesSince,
  getMeta,
  setMeta,
  stepSummaries,
  takesBetween,
  valuesOf,
} from '@fitly/store';
import { type DecisionsOfDay, decisionsOfDay } from '../feeds/decisions-of-day.ts';
import { ALL_AGENTS, BEHAVIOUR_EVENTS } from '../feeds/feed-tables.ts';
import { MESSAGE_OUTCOMES, readAborted, readOutcomes } from '../feeds/message-outcomes-table.ts';
import { IMPORTED_EVENTS } from '../importing/imported-events.ts';
import type { Audience } from './audience-table.ts';
import { CUSTOMER_HISTORY, historyTable, readHistoryColumns } from './history-table.ts';
import type { RunContext } from './run-context.ts';

type FilledAudience = Pick<Audience, 'customerKeys' | 'values'>;
type HistoryContext = Pick<RunContext, 'store' | 'agent' | 'day' | 'lakeNow'>;

/** What the intake of this run has found out and not committed yet. */
export interface HistoryNews {
  /** Message outcomes of the days that changed; row by row as the day's decisions. */
  readonly changed: ReadonlyMap<Day, MessageOutcomes>;
  /** Number of the newest take of feeds. */
  readonly take: number;
  /** Success events of this run's export. */
  readonly exported: readonly { readonly customerKey: CustomerKey; readonly at: Instant }[];
  /** The clock of the intake. */
  readonly now: Instant;
}

export interface HistoryFold {
  /** Changes the values of history attributes in place. */
  fill(audience: FilledAudience): void;
  /** With the rest of the run's intake. */
  commit(tx: Db): Promise<void>;
}

/** How far an earlier run came; null: nothing that could be gone on from. */
interface Folded {
  readonly day: Day;
  readonly at: Instant;
  readonly take: number;
  readonly filter: number;
  readonly dimensions: readonly string[];
  /** Of the table, as `CustomerHistory.newest`. */
  readonly newest: number;
  /** The earliest day, counted since 1970-01-01, of what lay further ahead than a day set reaches; null: nothing did. */
  readonly ahead: number | null;
}

const NOTHING: HistoryFold = { fill: () => {}, commit: async () => {} };
/** A send that is resolved later than this many days after its run is not looked for. */
const RESOLVED_WITHIN_DAYS = 30;

/** Nothing for an agent without history attributes. */
export async function foldHistory(context: HistoryContext, news: HistoryNews): Promise<HistoryFold> {
  const { store, agent, day } = context;
  if (agent.context.every(({ history }) => history === null)) return NOTHING;
  // The day after: clocks of two companies differ, and what a later run is to know may be known today.
  const newest = dayNumber(dayOf(news.now, agent.timeZone)) + 1;
  const since = await foldedBefore(context, newest);
  const history = await openHistory(context, since, newest);
  const ahead = Math.min(since?.ahead ?? Number.POSITIVE_INFINITY, await addNews(context, { history, since, news }));
  const committed = await store.lake.files({ table: MESSAGE_OUTCOMES, agent: agent.name });
  const engagementTold = committed.length > 0 || news.changed.size > 0;
  const file = { table: CUSTOMER_HISTORY, agent: agent.name, day };
  const staged = await store.lake.stage({ ...file, columns: historyTable(history) });
  const earlier = await store.lake.files({ table: CUSTOMER_HISTORY, agent: agent.name });
  return {
    fill: (audience) => fillHistory(context, audience, history, engagementTold),
    async commit(tx) {
      for (const { day: old } of earlier)
        await commitFiles(tx, [], { replace: { ...file, day: old } }, context.lakeNow());
      await commitFiles(tx, [staged], { replace: file }, context.lakeNow());
      const folded: Folded = {
        ...{ day, at: news.now, take: news.take, filter: ENGAGEMENT_FILTER.version },
        dimensions: rememberedDimensions(agent.context),
        newest: history.newest,
        ahead: Number.isFinite(ahead) ? ahead : null,
      };
      await setMeta(tx, keyOf(context), JSON.stringify(folded));
    },
  };
}

const keyOf = ({ agent }: HistoryContext): string => `history_folded:${agent.name}`;

/**
 * Under another filter, with another dimension to remember, after a run without history attributes, or when what lay ahead
 * has come, the table says too little.
 */
async function foldedBefore(context: HistoryContext, newest: number): Promise<Folded | null> {
  const kept = await getMeta(context.store.state.db, keyOf(context));
  if (kept === null || kept === '') return null;
  const folded = JSON.parse(kept) as Folded;
  const isCurrent =
    folded.filter === ENGAGEMENT_FILTER.version &&
    folded.day <= context.day &&
    folded.day >= (await lastIntakeBefore(context)) &&
    newest < (folded.ahead ?? Infinity);
  const remembered = rememberedDimensions(context.agent.context);
  return isCurrent && remembered.every((id) => folded.dimensions.includes(id)) ? folded : null;
}

async function lastIntakeBefore({ store, agent, day }: HistoryContext): Promise<Day> {
  const intakes = await stepSummaries(store.state.db, agent.name, 'intake');
  return intakes.findLast((each) => each.day < day)?.day ?? asDay('0000-01-01');
}

async function openHistory(context: HistoryContext, since: Folded | null, newest: number): Promise<CustomerHistory> {
  const { store, agent } = context;
  const dimensions = rememberedDimensions(agent.context);
  if (since === null) return emptyHistory(newest, dimensions);
  const columns = await readHistoryColumns(store, { agent: agent.name, day: since.day }, dimensions);
  // A time zone that was moved back does not take a day back.
  return historyFrom(columns, since.newest, Math.max(newest, since.newest));
}

interface Adding {
  readonly history: CustomerHistory;
  readonly since: Folded | null;
  readonly news: HistoryNews;
}

/** Returns the earliest day of what lies further ahead than a day set reaches; Infinity: nothing does. */
async function addNews(context: HistoryContext, adding: Adding): Promise<number> {
  const { history } = adding;
  const numberOf = dayNumbersIn(context.agent.timeZone);
  let ahead = Number.POSITIVE_INFINITY;
  const mark: Mark = (kind, key, at) => {
    if (Number.isNaN(at)) return;
    const day = numberOf(at);
    if (day > history.newest) ahead = Math.min(ahead, day);
    else markDay(history, kind, key, day);
  };
  const daysOf = new Map<Day, DecisionsOfDay>();
  const decisions = async (day: Day): Promise<DecisionsOfDay> => {
    const known = daysOf.get(day) ?? (await decisionsOfDay(context, day));
    // One day at a time: the whole log does not fit into memory.
    daysOf.clear();
    daysOf.set(day, known);
    return known;
  };
  await addSends(context, adding, decisions);
  await addOutcomes(context, adding, decisions, mark);
  if (engagementInstant(context.agent) === null) await addSuccesses(context, adding, mark);
  await addOptions(context, history);
  return ahead;
}

type Mark = (kind: HistoryKind, key: CustomerKey, at: Instant) => void;
type ReadDecisions = (day: Day) => Promise<DecisionsOfDay>;

/** Accepted, and not aborted as far as is known. They count for the day of their run. */
async function addSends(context: HistoryContext, { history, since, news }: Adding, read: ReadDecisions): Promise<void> {
  const { store, agent } = context;
  const fromDay = since === null ? asDay('0000-01-01') : addDays(since.day, -RESOLVED_WITHIN_DAYS);
  const changed = { fromDay, since: since?.at ?? Number.NEGATIVE_INFINITY };
  for (const day of await daysOfBatchesSince(store.state.db, agent.name, changed)) {
    const decisions = await read(day);
    const outcomes = news.changed.get(day);
    const aborted = outcomes === undefined ? await readAborted(store, agent.name, day) : null;
    for (const [row, key] of decisions.customerKeys.entries()) {
      const isGone = outcomes === undefined ? aborted?.has(decisions.ids[row]!) : wasAborted(outcomes, row);
      if (decisions.sentTo(row) !== null && isGone !== true) markDay(history, 'send', key, dayNumber(day));
    }
  }
}

async function addOutcomes(
  context: HistoryContext,
  { history, since, news }: Adding,
  read: ReadDecisions,
  mark: Mark,
): Promise<void> {
  const { store, agent } = context;
  const success = engagementInstant(agent);
  const stored = since === null ? await store.lake.files({ table: MESSAGE_OUTCOMES, agent: agent.name }) : [];
  for (const day of new Set([...news.changed.keys(), ...stored.map((file) => file.day)])) {
    const decisions = await read(day);
    const outcomes = news.changed.get(day) ?? (await readOutcomes(store, agent.name, day, decisions));
    for (const [row, key] of decisions.customerKeys.entries()) {
      mark('open', key, outcomes.instants.opened_at[row]!);
      mark('click', key, outcomes.instants.clicked_at[row]!);
      if (success !== null) mark('success', key, outcomes.instants[success][row]!);
      if (wasAborted(outcomes, row)) unmarkDay(history, 'send', key, dayNumber(day));
    }
  }
}

/** From every source that there is: a day that two of them tell of is one day. */
async function addSuccesses(context: HistoryContext, { since, news }: Adding, mark: Mark): Promise<void> {
  const { store, agent, day } = context;
  for (const { customerKey, at } of news.exported) mark('success', customerKey, at);
  const earlier = { from: asDay('0000-01-01'), to: addDays(day, -1) };
  if (since === null) await markEvents(context, { table: 'events', agent: agent.name, days: earlier }, mark);
  const imported = { from: since === null ? earlier.from : addDays(since.day, 1), to: day };
  await markEvents(context, { table: IMPORTED_EVENTS, agent: agent.name, days: imported }, mark);
  for (const { take, days } of await takesBetween(store.state.db, since?.take ?? 0, news.take)) {
    if (days !== null) await markEvents(context, { table: BEHAVIOUR_EVENTS, agent: ALL_AGENTS, days }, mark, take);
  }
}

interface EventPlace {
  readonly table: string;
  readonly agent: HistoryContext['agent']['name'];
  readonly days: { readonly from: Day; readonly to: Day };
}

async function markEvents(
  { store, agent }: HistoryContext,
  place: EventPlace,
  mark: Mark,
  take: number | null = null,
): Promise<void> {
  const events = await store.lake.read({
    ...place,
    where: take === null ? { column: 'name', equals: agent.success.event } : { column: 'take', equals: take },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'name', type: 'string' },
      { name: 'at', type: 'instant' },
    ],
  });
  const at = valuesOf(events, 'at', 'instant');
  const names = valuesOf(events, 'name', 'string');
  for (const [row, key] of valuesOf(events, 'customer_key', 'string').entries()) {
    if (names[row] === agent.success.event) mark('success', key as CustomerKey, at[row]!);
  }
}

/** After all sends are known: the options of everybody's newest one. */
async function addOptions({ store, agent }: HistoryContext, history: CustomerHistory): Promise<void> {
  const dimensions = Object.keys(history.options);
  if (dimensions.length === 0) return;
  for (const [number, rows] of staleOptions(history)) {
    const columns = await store.lake.read({
      table: 'decisions',
      agent: agent.name,
      day: dayOfNumber(number),
      columns: ['customer_key', ...dimensions.map((id) => `option_${id}`)].map((name) => ({ name, type: 'string' })),
    });
    const keys = valuesOf(columns, 'customer_key', 'string');
    const rowOf = new Map(keys.map((key, row) => [key, row]));
    const options = new Map(dimensions.map((id) => [id, valuesOf(columns, `option_${id}`, 'string')]));
    for (const row of rows) {
      const from = rowOf.get(history.customerKeys[row]!) ?? -1;
      setOptions(history, row, number, (dimension) => options.get(dimension)?.[from] ?? null);
    }
  }
}

function fillHistory(
  { agent, day }: HistoryContext,
  { customerKeys, values }: FilledAudience,
  history: CustomerHistory,
  engagementTold: boolean,
): void {
  for (const [place, attribute] of agent.context.entries()) {
    if (attribute.history === null) continue;
    const read = historyReader(history, attribute, dayNumber(day), engagementTold);
    const column = values[place]!;
    for (const [row, key] of customerKeys.entries()) {
      const value = read(key);
      if (column instanceof Float64Array) column[row] = (value as number | null) ?? Number.NaN;
      else column[row] = value as string | null;
    }
  }
}
