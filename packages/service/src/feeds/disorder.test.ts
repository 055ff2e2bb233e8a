/**
 * Late, early, repeated and future events in any order, over any files and runs: when the last of them has arrived, the
 * success events, what each is worth and every day's cells are those of clean input, bit for bit.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import { asAgentName, asDay, type Day, GROUPS } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import {
  addCustomers,
  addEnrolments,
  claimRun,
  commitFiles,
  createStore,
  customerKey,
  enrolments,
  finishStep,
  type Store,
  saveAgentVersion,
} from '@fitly/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groupMoments, restatedCells } from '../daily-loop/group-moments.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { readEarlierEvents, readSuccessEvents } from '../daily-loop/success-events.ts';
import { dailyCellColumns, readDailyCells } from '../reporting/daily-cells.ts';
import { intakeFeeds } from './intake-feeds.ts';
import type { WatchedFeed } from './watched-feeds.ts';

const HOUR = 3_600_000;
const DAYS = Array.from({ length: 5 }, (_, n) => addDays(asDay('2026-01-05'), n));
const [FIRST, LAST] = [DAYS[0]!, DAYS.at(-1)!];
const runAt = (day: Day): number => instantOf(day, '06:00', 'UTC');
const CUSTOMERS = Array.from({ length: 12 }, (_, n) => `c-${n}`);

const agent = {
  name: asAgentName('shop'),
  timeZone: 'UTC',
  success: {
    ...{ event: 'order', value: 'amount * factor', fields: [{ name: 'factor', type: 'number' }] },
    ...{ horizonDays: 14, currency: null, winsorQuantile: 0.9, subtractCosts: false, attribution: 'last_decision' },
  },
  ...{ kpis: [], guardrails: [], dimensions: [], context: [], learning: { funnel: [] } },
  audience: { segments: { anyOf: [], allOf: [], noneOf: [] }, rule: null },
  constraints: { rules: [] },
  delivery: { mode: 'campaign', ids: {} },
} as unknown as Agent;

interface Row {
  readonly id: number;
  readonly customer: string;
  readonly at: number;
  readonly amount: number;
  readonly factor: number;
}

/** A row that arrives before the run of this day, in this one of its files. */
interface Arrival {
  readonly row: Row;
  readonly day: number;
  readonly file: number;
}

interface Programme {
  readonly withIds: boolean;
  readonly arrivals: readonly Arrival[];
}

/** Money whose sum depends on its order in the last digit. */
const ROWS: readonly Row[] = Array.from({ length: 40 }, (_, id) => ({
  ...{ id, customer: CUSTOMERS[(id * 7) % CUSTOMERS.length]! },
  ...{ at: runAt(FIRST) + (0.5 + ((id * 29) % 95)) * HOUR, amount: Math.sqrt(id + 2) * 10, factor: 1 + (id % 3) / 10 },
}));

/** With the first run after it, once. */
const onTime = (row: Row): Arrival => ({ row, day: DAYS.findIndex((day) => runAt(day) > row.at), file: 0 });

const place = fc.record({ day: fc.nat(DAYS.length - 1), file: fc.nat(2) });
const disorder: fc.Arbitrary<Programme> = fc
  .tuple(fc.boolean(), fc.tuple(...ROWS.map(() => fc.array(place, { minLength: 1, maxLength: 3 }))), fc.integer())
  .map(([withIds, places, seed]) => {
    const arrivals = places.flatMap((of, n) => {
      // Without an id two equal rows of one file are two events: a repeat stands in another file.
      const distinct = withIds ? of : [...new Map(of.map((each) => [`${each.day} ${each.file}`, each])).values()];
      return distinct.map((each) => ({ row: ROWS[n]!, ...each }));
    });
    return { withIds, arrivals: shuffled(arrivals, seed) };
  });

const shuffled = <T>(items: readonly T[], seed: number): readonly T[] =>
  items
    .map((item, n) => ({ item, key: Math.sin(seed + n * 12.9898) }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);

/** One key for all: sums over customers go by the order of their hashes. */
let keys: string;
beforeAll(async () => {
  keys = await mkdtemp(join(tmpdir(), 'fitly-disorder-key-'));
});
afterAll(() => rm(keys, { recursive: true, force: true }));

async function outcomeOf({ withIds, arrivals }: Programme) {
  const root = await mkdtemp(join(tmpdir(), 'fitly-disorder-'));
  const store = await createStore({ folder: root, keysFile: join(keys, 'key'), now: () => 0 });
  try {
    await begin(store);
    await mkdir(join(root, 'orders'));
    for (const [index, day] of DAYS.entries()) {
      for (const file of [0, 1, 2]) {
        const rows = arrivals.filter((each) => each.day === index && each.file === file).map(({ row }) => row);
        if (rows.length === 0) continue;
        const lines = rows.map(
          (row) => `${row.customer},${row.at},${row.amount},${row.factor},${withIds ? row.id : ''}`,
        );
        const text = ['customer,at,amount,factor,id', ...lines].join('\n');
        await writeFile(join(root, 'orders', `${day}-${file}.csv`), text);
      }
      await run(store, root, day);
    }
    const idOf = new Map(CUSTOMERS.map((id) => [customerKey(store.keys, id), id]));
    const events = await readSuccessEvents({ store, agent, day: LAST });
    return {
      events: events.map((event) => ({ ...event, customerKey: idOf.get(event.customerKey) })),
      cells: await readDailyCells(store, agent.name, LAST),
    };
  } finally {
    await store.close();
    await rm(root, { recursive: true, force: true });
  }
}

async function begin(store: Store): Promise<void> {
  const { db } = store.state;
  await saveAgentVersion(db, { agent: agent.name, yaml: '', agentJson: JSON.stringify(agent), by: null, at: 0 });
  const customers = CUSTOMERS.map((id, n) => ({ customerKey: customerKey(store.keys, id), group: GROUPS[n % 3]! }));
  await addCustomers(
    db,
    customers.map((each) => ({
      customerKey: each.customerKey,
      sealed: new Uint8Array(1),
      timeZone: null,
      firstSeenAt: 0,
    })),
  );
  await addEnrolments(
    db,
    agent.name,
    customers.map((each) => ({ ...each, epoch: 1, enrolledDay: FIRST })),
  );
}

/** Intake of the feed, and the reading of the day with those that it makes again. */
async function run(store: Store, root: string, day: Day): Promise<void> {
  const { db } = store.state;
  await claimRun(db, { agent: agent.name, day, agentVersion: 1, startedAt: runAt(day) });
  const feed: WatchedFeed = {
    ...{ kind: 'events', format: 'csv', name: 'orders', folder: join(root, 'orders'), required: false },
    columns: {
      customer: 'customer',
      event: { is: 'order' },
      at: 'at',
      amount: 'amount',
      id: 'id',
      createdAt: null,
      fields: {},
    },
    ...{ currency: null, unit: 1, timeZone: null },
  };
  const summaries = new Map<string, object>();
  const context = {
    ...{ store, agent, day, lakeNow: () => 0, tell: () => {}, signal: new AbortController().signal },
    feeds: { watched: [feed], quarantine: join(root, 'quarantine') },
    enrolled: () => enrolments(db, agent.name),
    summaryOf: (step: string) => summaries.get(step) ?? {},
  } as unknown as RunContext;
  const intake = await intakeFeeds(context, runAt(day));
  await store.state.transaction(async (tx) => {
    await intake.commit(tx);
    await finishStep(tx, { agent: agent.name, day, step: 'intake', at: runAt(day), summary: intake.summary });
  });
  summaries.set('intake', intake.summary);
  const events = {
    events: await readSuccessEvents(context),
    earlier: await readEarlierEvents(context),
    underFilter: null,
  };
  const { moments, cappedAt } = await groupMoments(context, events);
  const columns = dailyCellColumns({ day, groups: moments, sends: {}, missing: {}, cappedAt });
  const cell = await store.lake.stage({ table: 'daily_cells', agent: agent.name, day, columns });
  for (const file of [cell, ...(await restatedCells(context, events))]) {
    await store.state.transaction((tx) => commitFiles(tx, [file], { replace: file }, 0));
  }
}

test('whatever the order, the delay and the repeats, the end is that of clean input, bit for bit', {
  timeout: 60_000,
}, async () => {
  const clean = await outcomeOf({ withIds: true, arrivals: ROWS.map(onTime) });
  expect(clean.events).toHaveLength(ROWS.length);
  expect(clean.cells.map((cell) => cell.groups.agent?.nonZero)).toEqual([0, 4, 4, 4, 4]);
  await fc.assert(
    fc.asyncProperty(disorder, async (programme) => {
      expect(await outcomeOf(programme)).toEqual(clean);
    }),
    { numRuns: 3, seed: 14, endOnFailure: true },
  );
});
