/** The totals of the agent's KPIs as of a day, for every group alike: who is not sent anything is counted by the same rules. */
import {
  ENGAGEMENT_FILTER,
  type FilterLevel,
  kpiTotals,
  NO_KPI_TOTALS,
  type RawEvent,
  type ValuedEvent,
} from '@fitly/core/data';
import { type Kpi, kpiInstant } from '@fitly/core/design';
import { type CustomerKey, type Day, GROUPS, type Group, type Instant } from '@fitly/core/terms';
import { dayNumbersIn } from '@fitly/core/time';
import { listRuns } from '@fitly/store';
import { knownThen, readFeedEvents, readMessagesWith } from '../feeds/feed-events.ts';
import type { FeedOrigin } from '../feeds/feed-tables.ts';
import { eventSwitch } from '../importing/event-source.ts';
import type { KpiCell } from '../reporting/daily-kpis.ts';
import type { RunContext } from './run-context.ts';
import { readRawEvents } from './success-events.ts';

const LEVEL: FilterLevel = 'normal';

/** Row by row of all KPIs and groups; a KPI that nothing tells of has none. `until`: end of what the day knew. */
export async function kpisOfDay(context: RunContext, day: Day, until: Instant): Promise<KpiCell[]> {
  const { agent } = context;
  if (agent.kpis.length === 0) return [];
  const customers = await customersBy(context, day);
  const dayNumberOf = dayNumbersIn(agent.timeZone);
  const totalsOf = (events: readonly ValuedEvent[]) => kpiTotals({ events, customers, until, dayNumberOf });
  const { kpis, clicks } = await kpiEventsOf(context, day);
  const clicked = totalsOf(clicks);
  return kpis.flatMap(({ id, events }) => {
    const totals = totalsOf(events);
    return GROUPS.map((group): KpiCell => {
      const own = totals.get(group) ?? NO_KPI_TOTALS;
      const filterVersion = ENGAGEMENT_FILTER.version;
      return { day, kpi: id, group, ...own, clicks: clicked.get(group)?.total ?? 0, filterVersion };
    });
  });
}

/** What each KPI that something tells of counts, and clicks by people where one of them is per click. */
export async function kpiEventsOf(
  context: RunContext,
  day: Day,
): Promise<{
  readonly kpis: readonly { readonly id: string; readonly events: readonly ValuedEvent[] }[];
  readonly clicks: readonly ValuedEvent[];
}> {
  const { store, agent } = context;
  if (agent.kpis.length === 0) return { kpis: [], clicks: [] };
  const then = { day, known: await knownThen(store.state.db, agent.name, context.day), level: LEVEL };
  const kpis: { id: string; events: readonly ValuedEvent[] }[] = [];
  for (const kpi of agent.kpis) {
    const events = await eventsOfKpi(context, kpi, then);
    if (events === null) continue;
    const worth = ({ amount }: RawEvent): number => (kpi.value === 'amount' ? amount : 1);
    kpis.push({ id: kpi.id, events: events.map((event) => ({ ...event, value: worth(event) })) });
  }
  const needsClicks = agent.kpis.some(({ per }) => per === 'click') && tellsOfMessages(context);
  const clicks = needsClicks ? await readMessagesWith(context, 'clicked_at', then) : [];
  return { kpis, clicks: clicks.map((event) => ({ ...event, value: 1 })) };
}

type Then = Parameters<typeof readMessagesWith>[2];

/** Null: nothing tells of it. */
export async function eventsOfKpi(
  context: RunContext,
  kpi: Pick<Kpi, 'event'>,
  then: Then,
): Promise<RawEvent[] | null> {
  const instant = kpiInstant(kpi);
  if (instant !== null) return tellsOfMessages(context) ? readMessagesWith(context, instant, then) : null;
  if (kpi.event === context.agent.success.event) return readRawEvents(context);
  const feed = await feedOf(context);
  if (feed === null) return null;
  return readFeedEvents(context, { source: 'feeds', feed, fromDay: then.day }, then.known, kpi.event);
}

const tellsOfMessages = ({ feeds }: RunContext): boolean => feeds.watched.some(({ format }) => format === 'currents');

/** Two feeds may tell of the same event: the one that success comes from counts, else Currents. */
async function feedOf({ store, agent, feeds }: RunContext): Promise<FeedOrigin | null> {
  const switched = await eventSwitch(store.state.db, agent);
  if (switched?.source === 'feeds') return switched.feed ?? 'currents';
  if (feeds.watched.some(({ format }) => format === 'currents')) return 'currents';
  return feeds.watched.some(({ kind }) => kind === 'events') ? 'files' : null;
}

/** Enrolled by the day, each with the instant from which on events count. */
export async function customersBy({ store, agent, enrolled }: RunContext, day: Day) {
  const startOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.day, run.startedAt]));
  const { customerKeys, groups, enrolledDays } = await enrolled();
  const customers = new Map<CustomerKey, { group: Group; since: Instant }>();
  for (const [row, key] of customerKeys.entries()) {
    const enrolledOn = enrolledDays[row]!;
    if (enrolledOn > day) continue;
    customers.set(key, { group: groups[row]!, since: startOf.get(enrolledOn) ?? Number.POSITIVE_INFINITY });
  }
  return customers;
}
