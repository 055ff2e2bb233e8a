/**
 * Step 1: the audience and its outcomes come in. The segments are exported from Braze, the allow-list acts in the reader,
 * ids are hashed as each line arrives, and outcomes are the differences between this export and the previous one
 * (day-coarse where a customer did more than one thing in between). Files of feeds come first.
 */
import { type CustomerTotals, differenceOfTotals } from '@fitly/core/data';
import type { CustomerKey, Day, Instant } from '@fitly/core/terms';
import { addCustomers, type Column, type Columns, commitFiles, valuesOf } from '@fitly/store';
import { readSegmentSizes, SEGMENT_SIZES, sizeColumns } from '../braze-series/segment-sizes.ts';
import { intakeFeeds } from '../feeds/intake-feeds.ts';
import { quietFeedAlert } from '../feeds/quiet-feed.ts';
import { inWords } from '../privacy/value-guard.ts';
import { IMPORTED_AGES, SUSPECTED, suspectedCounts } from '../reporting/attribute-tallies.ts';
import { type AudienceMember, parseItems, snapshotColumns, TOTALS } from './audience-snapshot.ts';
import { commitStep } from './commit-step.ts';
import { foldHistory, type HistoryNews } from './customer-history.ts';
import { fillFromImports } from './imported-attributes.ts';
import { readAudience } from './read-audience.ts';
import { readLeavers } from './read-leavers.ts';
import { snapshotOf } from './read-snapshot.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { inWorkspaceHoldout } from './workspace-holdout.ts';

export const intake: RunStep = async (context) => {
  const { agent, store, day } = context;
  const importedAt = await context.clock.now();
  const feeds = await intakeFeeds(context, importedAt);
  const read = await readAudience(context);
  const present = new Set(read.members.map((member) => member.customerKey));
  const leavers = await readLeavers(context, present, read.rules);
  const { guard } = read.rules;
  const members = withoutAttributes([...read.members, ...leavers.members], guard.lostAttributes());
  const audience = { ...read, members: members.sort(byKey) };
  const suspected = inWords(guard.suspected());
  // After what a run cannot do without: a limit that this uses up keeps nobody out.
  const { anyOf, allOf, noneOf } = agent.audience.segments;
  const segments = await readSegmentSizes(context.messaging, [...anyOf, ...allOf, ...noneOf], importedAt);
  const imported = await fillFromImports(context, audience.members);
  const previous = await previousTotals(context, audience.members);
  const events = newEvents(audience.members, previous, agent.success.event, importedAt);
  const history = await foldHistory(context, { ...feeds, exported: events.happened, now: importedAt });
  history.fill(audience.members);
  const columns = snapshotColumns(audience.members, agent.context);
  const snapshot = await store.lake.stage({ table: 'snapshots', agent: agent.name, day, columns });
  const eventFile = await store.lake.stage({ table: 'events', agent: agent.name, day, columns: events.columns });
  const sizeFile = { table: SEGMENT_SIZES, agent: agent.name, day, columns: sizeColumns(segments.sizes) };
  const sizes = await store.lake.stage(sizeFile);
  const told = { byExports: events.columns.rowCount, byFeed: feeds.toldOfSuccess };
  const alerts = [segments.alert, await quietFeedAlert(context, told), ...feeds.alerts].filter(
    (alert) => alert !== null,
  );
  const summary = {
    customers: audience.members.length,
    events: events.columns.rowCount,
    counts_fell: events.anomalies,
    unusable_values: audience.unusable,
    ...(suspected === '' ? {} : { pii_suspected: suspected, [SUSPECTED]: suspectedCounts(guard.suspected()) }),
    ...(Object.keys(imported).length === 0 ? {} : { [IMPORTED_AGES]: JSON.stringify(imported) }),
    ...(leavers.members.length === 0 ? {} : { outside: leavers.members.length }),
    ...(leavers.refused === null ? {} : { leavers_not_read: leavers.refused }),
    ...feeds.summary,
    ...(segments.notRead === null ? {} : { segment_sizes_not_read: segments.notRead }),
    ...(alerts.length === 0 ? {} : { alert: alerts.join('; ') }),
  };
  await commitStep(context, 'intake', summary, async (tx) => {
    const replace = (table: string) => ({ replace: { table, agent: agent.name, day } });
    await commitFiles(tx, [snapshot], replace('snapshots'), context.lakeNow());
    await commitFiles(tx, [eventFile], replace('events'), context.lakeNow());
    await commitFiles(tx, [sizes], replace(SEGMENT_SIZES), context.lakeNow());
    await feeds.commit(tx);
    await history.commit(tx);
    await addCustomers(
      tx,
      audience.sealed.map((each) => ({
        ...each,
        firstSeenAt: importedAt,
        workspaceHoldout: inWorkspaceHoldout(context, each.customerKey),
      })),
    );
  });
  // Only now: what was not committed did not happen.
  context.snapshot.keep(snapshotOf(columns, agent));
  return summary;
};

/** An attribute in which many values look personal is missing for everybody. */
const withoutAttributes = (members: readonly AudienceMember[], lost: ReadonlySet<number>): AudienceMember[] =>
  lost.size === 0
    ? [...members]
    : members.map((member) => ({
        ...member,
        values: member.values.map((value, place) => (lost.has(place) ? null : value)),
      }));

const byKey = (a: AudienceMember, b: AudienceMember): number => (a.customerKey < b.customerKey ? -1 : 1);

/** Totals by customer in the newest snapshot before this day that held them; null before the first. */
async function previousTotals(
  context: RunContext,
  members: readonly AudienceMember[],
): Promise<Map<string, CustomerTotals> | null> {
  const { store, agent, day } = context;
  const files = await store.lake.files({ table: 'snapshots', agent: agent.name });
  const days = files.map((file) => file.day).filter((each) => each < day);
  const [newest, ...older] = [...new Set(days)].sort().reverse();
  if (newest === undefined) return null;
  const totals = await readTotals(context, newest);
  // Who left the segment and came back is compared with the last snapshot that held them.
  const enrolled = new Set((await context.enrolled()).customerKeys);
  const returned = members
    .filter(({ customerKey: key }) => !totals.has(key) && enrolled.has(key))
    .map((each) => each.customerKey);
  const open = new Set<string>(returned);
  for (const before of older) {
    if (open.size === 0) break;
    for (const [key, value] of await readTotals(context, before)) if (open.delete(key)) totals.set(key, value);
  }
  return totals;
}

async function readTotals({ store, agent }: RunContext, day: Day): Promise<Map<string, CustomerTotals>> {
  const columns = await store.lake.read({
    table: 'snapshots',
    agent: agent.name,
    day,
    columns: [
      { name: 'customer_key', type: 'string' },
      { name: TOTALS.items, type: 'string' },
      { name: TOTALS.revenue, type: 'float64' },
    ],
  });
  const items = valuesOf(columns, TOTALS.items, 'string');
  const revenues = valuesOf(columns, TOTALS.revenue, 'float64');
  return new Map(
    valuesOf(columns, 'customer_key', 'string').map((key, row) => [
      key ?? '',
      { items: parseItems(items[row] ?? null), revenue: revenues[row]! },
    ]),
  );
}

interface NewEvents {
  readonly happened: HistoryNews['exported'];
  readonly columns: Columns;
  /** Customers whose all-time count went down: reported, never a negative event. */
  readonly anomalies: number;
}

/**
 * What happened since the previous export. A customer who was not in it brings no events: what they did before they
 * joined is not an outcome of anything. Changes the totals of `members` in place to those that the next export is
 * compared with.
 */
function newEvents(
  members: AudienceMember[],
  previous: Map<string, CustomerTotals> | null,
  name: string,
  importedAt: Instant,
): NewEvents {
  const keys: CustomerKey[] = [];
  const at: number[] = [];
  const values: number[] = [];
  const exact: number[] = [];
  let anomalies = 0;
  for (const [row, member] of members.entries()) {
    const before = previous?.get(member.customerKey);
    if (before === undefined) continue;
    const difference = differenceOfTotals(before, member.totals);
    anomalies += difference.fell;
    members[row] = { ...member, totals: difference.totals };
    for (const event of difference.events) {
      keys.push(member.customerKey);
      at.push(event.at);
      values.push(event.value);
      exact.push(event.exact ? 1 : 0);
    }
  }
  const columns: Column[] = [
    { name: 'customer_key', type: 'string', values: keys },
    { name: 'name', type: 'string', values: keys.map(() => name) },
    { name: 'at', type: 'instant', values: Float64Array.from(at) },
    { name: 'value', type: 'float64', values: Float64Array.from(values) },
    { name: 'exact', type: 'boolean', values: Uint8Array.from(exact) },
    { name: 'created_at', type: 'instant', values: new Float64Array(keys.length).fill(importedAt) },
  ];
  const happened = keys.map((customerKey, row) => ({ customerKey, at: at[row]! }));
  return { happened, columns: { rowCount: keys.length, columns }, anomalies };
}
