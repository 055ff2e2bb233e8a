/** The success events of an agent, from exports, imports or feeds, and what each is worth. */
import {
  type DecidedOptions,
  type FilterLevel,
  MS_PER_DAY,
  type RawEvent,
  type ValuedEvent,
  valueEvents,
} from '@fitly/core/data';
import { engagementInstant } from '@fitly/core/design';
import type { CustomerKey, Day, DecisionId } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { enrolments, listRuns, valuesOf } from '@fitly/store';
import { knownThen, readEngagement, readFeedEvents } from '../feeds/feed-events.ts';
import { eventSwitch } from '../importing/event-source.ts';
import { readImportedEvents, upTo } from '../importing/imported-events.ts';
import { expressionsOf } from '../workspace/expressions-of.ts';
import { readDecidedOptions, readSent } from './decided-options.ts';
import type { RunContext } from './run-context.ts';

type EventContext = Pick<RunContext, 'store' | 'agent' | 'day'>;

/** All success events up to this run's day, valued by `success.value` with the options of the decision they follow. */
export async function readSuccessEvents(context: EventContext): Promise<ValuedEvent[]> {
  return valued(context, await readRawEvents(context));
}

/** Opens or clicks under another filter, valued alike; null where these are not the metric. */
export async function readSuccessUnder(context: EventContext, level: FilterLevel): Promise<ValuedEvent[] | null> {
  const { store, agent, day } = context;
  if (engagementInstant(agent) === null) return null;
  return valued(context, await readEngagement(context, day, await knownThen(store.state.db, agent.name, day), level));
}

async function valued(context: EventContext, events: readonly RawEvent[]): Promise<ValuedEvent[]> {
  const { agent, day } = context;
  const { value } = expressionsOf(agent);
  const decisions = value.readsOptions ? await decisionsThatCount(context, upTo(day)) : [];
  return valueEvents({ events, decisions, horizonDays: agent.success.horizonDays, value });
}

/**
 * What customers did in the four weeks before they were enrolled, valued without options: imports and feeds tell of it,
 * differences between exports begin with the programme. It takes noise off a comparison and is no outcome of anything.
 */
export async function readEarlierEvents(context: EventContext): Promise<ValuedEvent[]> {
  const { store, agent, day } = context;
  const switched = await eventSwitch(store.state.db, agent);
  if (engagementInstant(agent) !== null || switched === null || day < switched.fromDay) return [];
  const since = await enrolledSince(context);
  const events = (await readNewerEvents(context, switched)).filter(({ customerKey, at }) => {
    const start = since.get(customerKey) ?? Number.NEGATIVE_INFINITY;
    return at < start && at >= start - DAYS_BEFORE * MS_PER_DAY;
  });
  const { value } = expressionsOf(agent);
  return valueEvents({ events, decisions: [], horizonDays: agent.success.horizonDays, value });
}

const DAYS_BEFORE = 28;

/** What nobody got leads to nothing: an event belongs to the last decision that was sent, or that chose to send nothing. */
async function decisionsThatCount(context: EventContext, days: { from: Day; to: Day }): Promise<DecidedOptions[]> {
  const counted = new Set<DecisionId>();
  for (const run of await listRuns(context.store.state.db, context.agent.name)) {
    if (run.day > days.to) break;
    const { acted, silent } = await readSent(context, run.day);
    for (const ids of [acted, silent]) for (const id of ids) counted.add(id);
  }
  return (await readDecidedOptions(context, days)).filter((decision) => counted.has(decision.decisionId));
}

/** As they came, not valued. Exports count until another source takes over (`event-source.ts`), so that nothing counts twice. */
export async function readRawEvents(context: EventContext): Promise<RawEvent[]> {
  const { store, agent, day } = context;
  const { db } = store.state;
  if (engagementInstant(agent) !== null) {
    return readEngagement(context, day, await knownThen(db, agent.name, day));
  }
  const switched = await eventSwitch(db, agent);
  if (switched === null || day < switched.fromDay) return readExportedEvents(context, day);
  const exported = await readExportedEvents(context, addDays(switched.fromDay, -1));
  const newer = await readNewerEvents(context, switched);
  return [...exported, ...(await sinceEnrolment(context, newer))];
}

/** What the source that took over from exports has brought, before enrolment and after. */
async function readNewerEvents(
  context: EventContext,
  switched: NonNullable<Awaited<ReturnType<typeof eventSwitch>>>,
): Promise<RawEvent[]> {
  if (switched.source === 'imports') return readImportedEvents(context, context.day);
  const known = await knownThen(context.store.state.db, context.agent.name, context.day);
  return readFeedEvents(context, switched, known);
}

/** Differences between exports, taken in up to `through`. */
export async function readExportedEvents(
  { store, agent }: EventContext,
  through: Day,
  name: string = agent.success.event,
): Promise<RawEvent[]> {
  const columns = await store.lake.read({
    table: 'events',
    agent: agent.name,
    days: upTo(through),
    where: { column: 'name', equals: name },
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: 'at', type: 'instant' },
      { name: 'value', type: 'float64' },
    ],
  });
  const at = valuesOf(columns, 'at', 'instant');
  const amounts = valuesOf(columns, 'value', 'float64');
  const fields = Object.fromEntries(agent.success.fields.map(({ name }) => [name, null]));
  return valuesOf(columns, 'customer_key', 'string').map((key, row) => ({
    customerKey: key as CustomerKey,
    at: at[row]!,
    amount: amounts[row]!,
    fields,
  }));
}

/** What customers did before they joined is no outcome of anything; who has not joined may still do so. */
async function sinceEnrolment(context: EventContext, events: readonly RawEvent[]): Promise<RawEvent[]> {
  if (events.length === 0) return [];
  const since = await enrolledSince(context);
  return events.filter((event) => event.at >= (since.get(event.customerKey) ?? Number.POSITIVE_INFINITY));
}

/** When the run that enrolled a customer began. */
async function enrolledSince({ store, agent }: EventContext): Promise<Map<CustomerKey, number | undefined>> {
  const startOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.day, run.startedAt]));
  const enrolled = await enrolments(store.state.db, agent.name);
  return new Map(enrolled.customerKeys.map((key, row) => [key, startOf.get(enrolled.enrolledDays[row]!)]));
}
