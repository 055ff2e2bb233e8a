/** Success events that feeds have brought, as one run knew them: what arrived with its intake, up to its clock. */
import {
  engagementUnder,
  type FilterLevel,
  type MessageOutcomes,
  OUTCOME_INSTANTS,
  type OutcomeInstant,
  type RawEvent,
} from '@fitly/core/data';
import { type Agent, type EventField, engagementInstant } from '@fitly/core/design';
import type { CustomerKey, Day, DecisionId, Instant } from '@fitly/core/terms';
import { type Db, finishedSteps, type Store, valuesOf } from '@fitly/store';
import type { EventSwitch } from '../importing/event-source.ts';
import { type ExportedUntil, readExportedUntil, wasExported } from '../importing/exported-until.ts';
import { upTo } from '../importing/imported-events.ts';
import { parseField } from '../importing/parse-cell.ts';
import { ALL_AGENTS, BEHAVIOUR_EVENTS, originOf, utcDayOf } from './feed-tables.ts';
import { MESSAGE_OUTCOMES } from './message-outcomes-table.ts';

interface Place {
  readonly store: Store;
  readonly agent: Agent;
}

/** What a run knows of feeds. */
export interface KnownThen {
  /** Newest take; 0: nothing. */
  readonly take: number;
  /** What happened after it waits for a later run. */
  readonly at: Instant;
}

/** Nothing is known before the intake of a run has ended. */
export async function knownThen(db: Db, agent: Agent['name'], day: Day): Promise<KnownThen> {
  const intake = (await finishedSteps(db, agent, day)).get('intake');
  const summary = (intake?.summary ?? {}) as { readonly feed_take?: number };
  return { take: summary.feed_take ?? 0, at: intake?.finishedAt ?? Number.NEGATIVE_INFINITY };
}

/** Events of the agent's name, from the feeds that are its source, that exports had not told of before these took over. */
export async function readFeedEvents(
  place: Place,
  { fromDay, feed = 'currents' }: EventSwitch,
  known: KnownThen,
  name: string = place.agent.success.event,
): Promise<RawEvent[]> {
  const { store, agent } = place;
  const columns = await store.lake.read({
    table: BEHAVIOUR_EVENTS,
    agent: ALL_AGENTS,
    days: upTo(utcDayOf(known.at)),
    where: { column: 'name', equals: name },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'at', type: 'instant' },
      { name: 'amount', type: 'float64' },
      { name: 'currency', type: 'string' },
      { name: 'origin', type: 'string' },
      { name: 'fields', type: 'string' },
      { name: 'take', type: 'int32' },
    ],
  });
  // Exports tell of the success event alone.
  const until = name === agent.success.event ? await readExportedUntil(place, fromDay) : NOTHING_EXPORTED;
  const [at, amounts] = [valuesOf(columns, 'at', 'instant'), valuesOf(columns, 'amount', 'float64')];
  const [takes, currencies] = [valuesOf(columns, 'take', 'int32'), valuesOf(columns, 'currency', 'string')];
  const [origins, fields] = [valuesOf(columns, 'origin', 'string'), valuesOf(columns, 'fields', 'string')];
  const clock = feed === 'currents' ? 'braze' : 'other';
  const events: RawEvent[] = [];
  for (const [row, key] of valuesOf(columns, 'customer_key', 'string').entries()) {
    const event = { customerKey: key as CustomerKey, at: at[row]! };
    if (originOf(origins[row] ?? null) !== feed || takes[row]! > known.take || event.at > known.at) continue;
    if (wasExported(until, event, clock)) continue;
    const amount = amountIn(agent, amounts[row]!, currencies[row] ?? null);
    events.push({ ...event, amount, fields: fieldsOf(agent.success.fields, fields[row] ?? null) });
  }
  return events.sort(inOrder);
}

const NOTHING_EXPORTED: ExportedUntil = new Map();

/** A field that was declared after the event came, or that is not of the declared type, is missing. */
function fieldsOf(declared: readonly EventField[], json: string | null): RawEvent['fields'] {
  if (declared.length === 0) return {};
  const stored = JSON.parse(json ?? '{}') as Readonly<Record<string, unknown>>;
  return Object.fromEntries(declared.map(({ name, type }) => [name, parseField(stored[name], type) ?? null]));
}

/** Sums of money depend on their order in the last digit: the order in which events arrived may not show. */
const inOrder = (a: RawEvent, b: RawEvent): number =>
  a.at - b.at ||
  compare(a.customerKey, b.customerKey) ||
  a.amount - b.amount ||
  compare(JSON.stringify(a.fields), JSON.stringify(b.fields));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Money in another currency is no amount of this one: such an event counts, and is worth nothing that could be added. */
const amountIn = ({ success }: Agent, amount: number, currency: string | null): number =>
  currency === null || success.currency === null || currency === success.currency ? amount : Number.NaN;

/** Messages of the agent that people opened or clicked, as the filter has it, each once, at the first time. */
export async function readEngagement(
  { store, agent }: Place,
  day: Day,
  known: KnownThen,
  level: FilterLevel = 'normal',
): Promise<RawEvent[]> {
  const name = engagementInstant(agent);
  return name === null ? [] : readMessagesWith({ store, agent }, name, { day, known, level });
}

interface MessagesThen {
  readonly day: Day;
  readonly known: KnownThen;
  readonly level: FilterLevel;
}

/** Messages of the agent of which this is told, each once, at the first time; opens and clicks as the filter has them. */
export async function readMessagesWith(
  { store, agent }: Place,
  name: OutcomeInstant,
  { day, known, level }: MessagesThen,
): Promise<RawEvent[]> {
  const columns = await store.lake.read({
    table: MESSAGE_OUTCOMES,
    agent: agent.name,
    days: upTo(day),
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'decision_id', type: 'string' },
      ...OUTCOME_INSTANTS.map((instant) => ({ name: instant, type: 'instant' as const })),
    ],
  });
  const instants = Object.fromEntries(
    OUTCOME_INSTANTS.map((instant) => [instant, valuesOf(columns, instant, 'instant')]),
  ) as unknown as MessageOutcomes['instants'];
  const judged = engagementUnder({ rowCount: columns.rowCount, instants, abortReasons: [] }, level);
  const at = name === 'opened_at' ? judged.openedAt : name === 'clicked_at' ? judged.clickedAt : instants[name];
  const ids = valuesOf(columns, 'decision_id', 'string') as readonly DecisionId[];
  const isDirect = agent.success.attribution === 'direct';
  return valuesOf(columns, 'customer_key', 'string').flatMap((key, row): RawEvent[] => {
    if (!(at[row]! <= known.at)) return [];
    const event = { customerKey: key as CustomerKey, at: at[row]!, amount: Number.NaN, fields: {} };
    return [isDirect ? { ...event, decision: ids[row]! } : event];
  });
}
