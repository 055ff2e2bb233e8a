/** What happened since the run before, by segment and group: of the metric, of each KPI, and of messages. */
import { amountsOfDay, costsByCustomer, segmentationsOf, segmentCells, type ValuedEvent } from '@fitly/core/data';
import type { SegmentDay } from '@fitly/core/report';
import type { CustomerKey, Day, Instant } from '@fitly/core/terms';
import { dayNumbersIn } from '@fitly/core/time';
import { batchesOf, listRuns, valuesOf } from '@fitly/store';
import { knownThen } from '../feeds/feed-events.ts';
import { readDecidedOptions, readSent } from './decided-options.ts';
import { firstEncoding } from './encodings.ts';
import { kpiEventsOf } from './kpis-of-day.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { RunContext } from './run-context.ts';
import { toldDays } from './told-day.ts';

/** `events`: of the metric, since enrolment. `until`: end of what the day knew. Empty where no attribute splits customers. */
export async function segmentsOfDay(
  context: RunContext,
  events: readonly ValuedEvent[],
  { day, until }: { readonly day: Day; readonly until: Instant },
): Promise<SegmentDay[]> {
  const { store, agent } = context;
  const snapshot = day === context.day ? await context.snapshot.get() : await readSnapshot(context, day);
  const segmentations = segmentationsOf(await firstEncoding(context), snapshot.context);
  if (segmentations.length === 0) return [];
  const { keys, groups, rowAt } = await customersOf(context, day);
  const runs = await listRuns(store.state.db, agent.name);
  const before = runs.filter((run) => run.status === 'done' && run.day < day).at(-1);
  const after = before === undefined ? -Infinity : (await knownThen(store.state.db, agent.name, before.day)).at;
  const span = { rowAt, customers: keys.length, after, until, dayNumberOf: dayNumbersIn(agent.timeZone) };
  const metric = amountsOfDay({ ...span, events });
  await takeCosts(context, day, (key, cost) => {
    const row = rowAt(key, Number.POSITIVE_INFINITY);
    if (row !== -1) metric.total[row]! -= cost;
  });
  const { kpis, clicks } = await kpiEventsOf(context, day);
  const told = kpis.map((kpi) => ({ id: kpi.id, ...amountsOfDay({ ...span, events: kpi.events }) }));
  const clicked = amountsOfDay({ ...span, events: clicks }).total;
  const accepted = await acceptedBy(context, day, (key) => rowAt(key, Number.POSITIVE_INFINITY), keys.length);
  const places = new Map(snapshot.customerKeys.map((key, place) => [key, place]));
  const placeOf = Int32Array.from(keys, (key) => places.get(key) ?? -1);
  const columns = [metric.total, metric.customerDays, accepted, clicked];
  const all = [...columns, ...told.flatMap(({ total, customerDays }) => [total, customerDays])];
  return segmentCells(groups, placeOf, segmentations, all).map(({ segment, group, customers, sums }) => {
    const [total, customerDays, sent, clickedBy, ...own] = sums as [number, number, number, number, ...number[]];
    const totals = told.map(({ id }, at) => [id, { total: own[2 * at]!, customerDays: own[2 * at + 1]! }]);
    const counts = { customers, accepted: sent, clicks: clickedBy, total, customerDays };
    return { day, segment, group, ...counts, kpis: Object.fromEntries(totals) };
  });
}

/** Enrolled by a day. What happens before the run that enrolled a customer does not count. */
async function customersOf({ store, agent, enrolled }: RunContext, day: Day) {
  const startOf = new Map((await listRuns(store.state.db, agent.name)).map((run) => [run.day, run.startedAt]));
  const { customerKeys, groups, enrolledDays } = await enrolled();
  const rows = [...customerKeys.keys()].filter((row) => enrolledDays[row]! <= day);
  const keys = rows.map((row) => customerKeys[row]!);
  const since = rows.map((row) => startOf.get(enrolledDays[row]!) ?? Number.NEGATIVE_INFINITY);
  const rowOf = new Map(keys.map((key, row) => [key, row]));
  const rowAt = (key: CustomerKey, at: Instant): number => {
    const row = rowOf.get(key) ?? -1;
    return row !== -1 && at >= since[row]! ? row : -1;
  };
  return { keys, groups: rows.map((row) => groups[row]!), rowAt };
}

/** Whose decisions the run of a day told of. */
const toldOn = async ({ store, agent }: Pick<RunContext, 'store' | 'agent'>, day: Day): Promise<Day> =>
  (await toldDays(store, agent))(day) ?? day;

/** What the day's sends cost, where costs count. */
async function takeCosts(context: RunContext, on: Day, take: (key: CustomerKey, cost: number) => void): Promise<void> {
  if (!context.agent.success.subtractCosts) return;
  const day = await toldOn(context, on);
  const { acted } = await readSent(context, day);
  for (const [key, cost] of costsByCustomer(await readDecidedOptions(context, { from: day, to: day }), acted))
    if (Number.isFinite(cost)) take(key, cost);
}

/** The day's accepted messages, by customer. */
async function acceptedBy(
  { store, agent }: RunContext,
  on: Day,
  rowOf: (key: CustomerKey) => number,
  customers: number,
): Promise<Float64Array> {
  const day = await toldOn({ store, agent }, on);
  const counts = new Float64Array(customers);
  const batches = (await batchesOf(store.state.db, agent.name, day)).filter(({ state }) => state === 'accepted');
  const accepted = new Set<string | null>(batches.flatMap(({ decisionIds }) => decisionIds));
  const decided = await store.lake.read({
    table: 'decisions',
    agent: agent.name,
    day,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'customer_key', type: 'string' },
    ],
  });
  const keys = valuesOf(decided, 'customer_key', 'string') as readonly CustomerKey[];
  for (const [row, id] of valuesOf(decided, 'decision_id', 'string').entries()) {
    const customer = accepted.has(id) ? rowOf(keys[row]!) : -1;
    if (customer !== -1) counts[customer]! += 1;
  }
  return counts;
}

/** What was accepted stays as the day told it, as in the day's own counts of sends: what is settled later is not of that day. */
export function acceptedAsTold(made: readonly SegmentDay[], told: readonly SegmentDay[]): readonly SegmentDay[] {
  const keyOf = ({ segment, group }: SegmentDay): string => JSON.stringify([segment.attribute, segment.value, group]);
  const attributes = new Set(told.map(({ segment }) => segment.attribute));
  const accepted = new Map(told.map((cell) => [keyOf(cell), cell.accepted]));
  return made.map((cell) =>
    attributes.has(cell.segment.attribute) ? { ...cell, accepted: accepted.get(keyOf(cell)) ?? 0 } : cell,
  );
}
