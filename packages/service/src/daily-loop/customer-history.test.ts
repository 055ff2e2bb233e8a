import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Agent, historyAttribute } from '@fitly/core/design';
import { asAgentName, asCustomerKey, asDay, type Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { claimRun, commitFiles, createStore, finishStep, type Store } from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { foldHistory } from './customer-history.ts';

const FIRST = asDay('2026-01-05');
const [second, third] = [addDays(FIRST, 1), addDays(FIRST, 2)];
const ANN = asCustomerKey('0'.repeat(32));
const agent = {
  name: asAgentName('shop'),
  timeZone: 'UTC',
  success: { event: 'visit' },
  context: [historyAttribute({ name: 'days_since_last_success', dimension: null })],
} as unknown as Agent;
const runAt = (day: Day): number => instantOf(day, '06:00', 'UTC');

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-history-'));
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => 0 });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

/** An intake whose export tells of a visit of Ann at this time. Returns what is known of her. */
async function run(day: Day, at: number, of: Agent = agent): Promise<number[]> {
  const { db } = store.state;
  await claimRun(db, { agent: of.name, day, agentVersion: 1, startedAt: runAt(day) });
  const context = { store, agent: of, day, lakeNow: () => runAt(day) };
  const exported = [{ customerKey: ANN, at }];
  const fold = await foldHistory(context, { changed: new Map(), take: 0, exported, now: runAt(day) });
  const values = [Float64Array.of(Number.NaN)];
  fold.fill({ customerKeys: [ANN], values });
  const event = await store.lake.stage({
    ...{ table: 'events', agent: of.name, day },
    columns: {
      rowCount: 1,
      columns: [
        { name: 'customer_key', type: 'string', values: [ANN] },
        { name: 'name', type: 'string', values: ['visit'] },
        { name: 'at', type: 'instant', values: Float64Array.of(at) },
      ],
    },
  });
  await store.state.transaction(async (tx) => {
    await fold.commit(tx);
    await commitFiles(tx, [event], { append: true }, runAt(day));
    await finishStep(tx, { agent: of.name, day, step: 'intake', at: runAt(day), summary: {} });
  });
  return values.map(([value]) => value!);
}

test('what a run without history attributes was told is not lost to those after it', async () => {
  const visit = (day: Day): number => instantOf(day, '05:00', 'UTC');
  await run(FIRST, visit(addDays(FIRST, -9)));
  await run(second, visit(FIRST), { ...agent, context: [] });
  expect(await run(third, visit(addDays(FIRST, -9)))).toEqual([2]);
});
