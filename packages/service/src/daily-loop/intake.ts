/**
 * Step 1: the audience and its outcomes come in. The segments are exported from Braze, the allow-list acts in the reader,
 * ids are hashed as each line arrives, and outcomes are the differences between this export and the previous one
 * (day-coarse where a customer did more than one thing in between). Files of feeds come first.
 */
import { differenceOfTotals, keysAsWords, rowsAmong, rowsAmongKeys } from '@fitly/core/data';
import type { EventTotal } from '@fitly/core/ports';
import type { CustomerKey, Day, Instant } from '@fitly/core/terms';
import { addCustomers, type Column, type Columns, commitFiles, valuesOf } from '@fitly/store';
import { readSegmentSizes, SEGMENT_SIZES, sizeColumns } from '../braze-series/segment-sizes.ts';
import { intakeFeeds } from '../feeds/intake-feeds.ts';
import { quietFeedAlert } from '../feeds/quiet-feed.ts';
import { inWords } from '../privacy/value-guard.ts';
import { IMPORTED_AGES, SUSPECTED, suspectedCounts } from '../reporting/attribute-tallies.ts';
import { parseItems, snapshotColumns, TOTALS } from './audience-snapshot.ts';
import type { Audience } from './audience-table.ts';
import { commitStep } from './commit-step.ts';
import { foldHistory, type HistoryNews } from './customer-history.ts';
import { fillFromImports } from './imported-attributes.ts';
import { EXPORT_NEWS, lateNews } from './late-news.ts';
import { readAudience } from './read-audience.ts';
import { readLeavers } from './read-leavers.ts';
import { snapshotOf } from './read-snapshot.ts';
import type { RunContext, RunStep } from './run-context.ts';
import { isStageTotal, type StageNews, stageNews } from './stage-totals.ts';
import { inWorkspaceHoldout } from './workspace-holdout.ts';

export const intake: RunStep = async (context) => {
  const { agent, store, day } = context;
  const importedAt = await context.clock.now();
  const feeds = await intakeFeeds(context, importedAt);
  const read = await readAudience(context);
  const leavers = await readLeavers(context, read.members, read.rules);
  const { guard } = read.rules;
  const audience = read.members.sorted();
  // An attribute in which many values look personal is missing for everybody.
  for (const place of guard.lostAttributes()) forget(audience, place);
  const suspected = inWords(guard.suspected());
  // After what a run cannot do without: a limit that this uses up keeps nobody out.
  const { anyOf, allOf, noneOf } = agent.audience.segments;
  const segments = await readSegmentSizes(context.messaging, [...anyOf, ...allOf, ...noneOf], importedAt);
  const imported = await fillFromImports(context, audience);
  const previous = await previousTotals(context, audience);
  const events = newEvents(audience, previous, agent.success.event, importedAt);
  const history = await foldHistory(context, { ...feeds, exported: events.happened, now: importedAt });
  history.fill(audience);
  const columns = snapshotColumns(audience, agent.context);
  const snapshot = await store.lake.stageParts({ table: 'snapshots', agent: agent.name, day, columns });
  const eventFile = await store.lake.stage({ table: 'events', agent: agent.name, day, columns: events.columns });
  const sizeFile = { table: SEGMENT_SIZES, agent: agent.name, day, columns: sizeColumns(segments.sizes) };
  const sizes = await store.lake.stage(sizeFile);
  const told = { byExports: events.happened.length, byFeed: feeds.toldOfSuccess };
  const alerts = [segments.alert, await quietFeedAlert(context, told), ...feeds.alerts].filter(
    (alert) => alert !== null,
  );
  const lateSince = await lateNews(context, events.happened);
  const summary = {
    customers: columns.rowCount,
    events: events.happened.length,
    counts_fell: events.anomalies,
    unusable_values: read.unusable,
    ...(suspected === '' ? {} : { pii_suspected: suspected, [SUSPECTED]: suspectedCounts(guard.suspected()) }),
    ...(Object.keys(imported).length === 0 ? {} : { [IMPORTED_AGES]: JSON.stringify(imported) }),
    ...(leavers.read === 0 ? {} : { outside: leavers.read }),
    ...(leavers.refused === null ? {} : { leavers_not_read: leavers.refused }),
    ...feeds.summary,
    ...(lateSince === null ? {} : { [EXPORT_NEWS]: lateSince }),
    ...(segments.notRead === null ? {} : { segment_sizes_not_read: segments.notRead }),
    ...(alerts.length === 0 ? {} : { alert: alerts.join('; ') }),
  };
  await commitStep(context, 'intake', summary, async (tx) => {
    const replace = (table: string) => ({ replace: { table, agent: agent.name, day } });
    await commitFiles(tx, snapshot, replace('snapshots'), context.lakeNow());
    await commitFiles(tx, [eventFile], replace('events'), context.lakeNow());
    await commitFiles(tx, [sizes], replace(SEGMENT_SIZES), context.lakeNow());
    await feeds.commit(tx);
    await history.commit(tx);
    await addCustomers(
      tx,
      read.sealed.map((each) => ({
        ...each,
        firstSeenAt: importedAt,
        workspaceHoldout: inWorkspaceHoldout(context, each.customerKey),
      })),
    );
  });
  // Only now: what was not committed did not happen.
  context.snapshot.keep(snapshotOf(columns, agent, audience.customerKeys));
  return summary;
};

function forget({ values }: Audience, place: number): void {
  const column = values[place]!;
  if (column instanceof Float64Array) column.fill(Number.NaN);
  else column.fill(null);
}

/** Totals by row of the audience in the newest snapshot before this day that held the customer. */
interface PreviousTotals {
  /** 1: some snapshot held them. */
  readonly known: Uint8Array;
  readonly items: (readonly EventTotal[])[];
  readonly revenue: Float64Array;
}

/** Null before the first snapshot. */
async function previousTotals(context: RunContext, audience: Audience): Promise<PreviousTotals | null> {
  const { store, agent, day } = context;
  const files = await store.lake.files({ table: 'snapshots', agent: agent.name });
  const days = files.map((file) => file.day).filter((each) => each < day);
  const [newest, ...older] = [...new Set(days)].sort().reverse();
  if (newest === undefined) return null;
  const { length } = audience.customerKeys;
  const totals = { known: new Uint8Array(length), items: new Array(length), revenue: new Float64Array(length) };
  const keys = keysAsWords(audience.customerKeys);
  await addTotals(context, newest, keys, totals);
  if (older.length === 0) return totals;
  // Who left the segment and came back is compared with the last snapshot that held them.
  const enrolled = rowsAmong(audience.customerKeys, (await context.enrolled()).customerKeys);
  const isOpen = (known: number, row: number): boolean => known === 0 && enrolled[row] !== -1;
  for (const before of older) {
    if (!totals.known.some(isOpen)) break;
    await addTotals(context, before, keys, totals, (row) => enrolled[row] !== -1);
  }
  return totals;
}

/** Of customers who are not known yet. */
async function addTotals(
  { store, agent }: RunContext,
  day: Day,
  keys: Uint32Array,
  totals: PreviousTotals,
  isWanted: (row: number) => boolean = () => true,
): Promise<void> {
  const columns = await store.lake.read({
    table: 'snapshots',
    agent: agent.name,
    day,
    columns: [
      { name: 'customer_key', type: 'key' },
      { name: TOTALS.items, type: 'string' },
      { name: TOTALS.revenue, type: 'float64' },
    ],
  });
  const items = valuesOf(columns, TOTALS.items, 'string');
  const revenues = valuesOf(columns, TOTALS.revenue, 'float64');
  const rows = rowsAmongKeys(keys, valuesOf(columns, 'customer_key', 'key'));
  for (const [row, from] of rows.entries()) {
    if (from === -1 || totals.known[row] === 1 || !isWanted(row)) continue;
    totals.known[row] = 1;
    totals.items[row] = parseItems(items[from] ?? null);
    totals.revenue[row] = revenues[from]!;
  }
}

const NO_STAGES: StageNews = { events: [], totals: [] };

/** Totals of stages of a funnel, and those of the success. */
function apart(items: readonly EventTotal[]): readonly [readonly EventTotal[], readonly EventTotal[]] {
  if (!items.some(isStageTotal)) return [[], items];
  return [items.filter(isStageTotal), items.filter((item) => !isStageTotal(item))];
}

interface NewEvents {
  /** Success events. */
  readonly happened: HistoryNews['exported'];
  /** With the stages of a funnel, where the agent has one. */
  readonly columns: Columns;
  /** Customers whose all-time count went down: reported, never a negative event. */
  readonly anomalies: number;
}

/**
 * What happened since the previous export. A customer who was not in it brings no events: what they did before they
 * joined is not an outcome of anything. Changes the totals of `audience` in place to those that the next export is
 * compared with.
 */
function newEvents(audience: Audience, previous: PreviousTotals | null, name: string, importedAt: Instant): NewEvents {
  const keys: CustomerKey[] = [];
  const names: string[] = [];
  const at: number[] = [];
  const values: number[] = [];
  const exact: number[] = [];
  const happened: NewEvents['happened'][number][] = [];
  let anomalies = 0;
  const { customerKeys, items, revenue } = audience;
  for (const [row, customerKey] of customerKeys.entries()) {
    if (previous?.known[row] !== 1) continue;
    const before = { items: previous.items[row]!, revenue: previous.revenue[row]! };
    if (before.items.length + items[row]!.length === 0) continue;
    const [stagesBefore, successBefore] = apart(before.items);
    const [stagesNow, successNow] = apart(items[row]!);
    const now = { items: successNow, revenue: revenue[row]! };
    const difference = differenceOfTotals({ ...before, items: successBefore }, now);
    const stages = stagesBefore.length + stagesNow.length === 0 ? NO_STAGES : stageNews(stagesBefore, stagesNow);
    anomalies += difference.fell;
    items[row] = stages === NO_STAGES ? difference.totals.items : [...difference.totals.items, ...stages.totals];
    revenue[row] = difference.totals.revenue;
    for (const event of difference.events) {
      keys.push(customerKey);
      names.push(name);
      at.push(event.at);
      values.push(event.value);
      exact.push(event.exact ? 1 : 0);
      happened.push({ customerKey, at: event.at });
    }
    for (const stage of stages.events) {
      keys.push(customerKey);
      names.push(stage.name);
      at.push(stage.at);
      values.push(Number.NaN);
      exact.push(1);
    }
  }
  const columns: Column[] = [
    { name: 'customer_key', type: 'string', values: keys },
    { name: 'name', type: 'string', values: names },
    { name: 'at', type: 'instant', values: Float64Array.from(at) },
    { name: 'value', type: 'float64', values: Float64Array.from(values) },
    { name: 'exact', type: 'boolean', values: Uint8Array.from(exact) },
    { name: 'created_at', type: 'instant', values: new Float64Array(keys.length).fill(importedAt) },
  ];
  return { happened, columns: { rowCount: keys.length, columns }, anomalies };
}
