/**
 * Nothing from the future: two rehearsals that differ in nothing but what was planted in one of them, dated tomorrow, after the
 * clock, or told too late. Everything that the day saw, chose and learned must be the same in both; the day after, what has
 * become known is known.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { externalIdOf } from '@fitly/braze-sandbox';
import type { AgentName, Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import { importAttributes, type Workspace } from '@fitly/service';
import { type Column, type Columns, commitFiles, latestPolicyVersion, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const CUSTOMERS = 40;
const NAME = AGENT as AgentName;
/** Days before it are the past that both share. */
const TODAY = addDays(FIRST_DAY, 2);
const TOMORROW = addDays(TODAY, 1);
const HISTORY = ['successes_in_28_days', 'days_since_last_success', 'sends_in_7_days'];
const edit = (yaml: string): string =>
  yaml
    .replace('every: 14 days ', 'every: 1 day ')
    .replace('horizon: 14 days', 'horizon: 1 day')
    .replace(
      '\ncontext:',
      `\ncontext:\n  - { attribute: tier, type: number }\n${HISTORY.map((name) => `  - history: ${name}`).join('\n')}`,
    );

let clean: Rehearsal;
let planted: Rehearsal;
let before: Seen;
let after: Seen;
beforeAll(async () => {
  [clean, planted] = await Promise.all([
    startRehearsal({ customers: CUSTOMERS, edit }),
    startRehearsal({ customers: CUSTOMERS, edit }),
  ]);
  await Promise.all([clean.play(2), planted.play(2)]);
  await planted.inside(plant);
  await Promise.all([clean.play(1), planted.play(1)]);
  before = await clean.inside(seenBy);
  after = await planted.inside(seenBy);
}, 120_000);
afterAll(() => Promise.all([clean.close(), planted.close()]));

async function plant(workspace: Workspace): Promise<void> {
  const ids = Array.from({ length: CUSTOMERS }, (_, n) => externalIdOf(n));
  for (const [day, tier] of [
    [TODAY, 7],
    [TOMORROW, 9],
  ] as const) {
    const path = join(workspace.store.folder, `tier-${day}.csv`);
    await writeFile(path, `id,tier\n${ids.map((id) => `${id},${tier}`).join('\n')}\n`);
    await importAttributes({
      workspace,
      agentName: AGENT,
      path,
      idColumn: 'id',
      day,
      now: instantOf(TODAY, '05:00', 'UTC'),
    });
  }
  const { lake } = workspace.store;
  const snapshot = await lake.read({ table: 'snapshots', agent: NAME, day: addDays(TODAY, -1) });
  const keys = valuesOf(snapshot, 'customer_key', 'string');
  const yesterday = instantOf(addDays(TODAY, -1), '12:00', 'America/New_York');
  await commit(workspace, 'snapshots', TOMORROW, { ...snapshot, columns: snapshot.columns.map(fromTheFuture) });
  await commit(workspace, 'events', TOMORROW, events(keys, yesterday));
  // Created after the evening before, of an event that happened on it.
  await commit(workspace, 'imported_events', TOMORROW, events(keys, yesterday));
  // Known today, by a clock that is wrong: it has not happened yet.
  await commit(workspace, 'imported_events', TODAY, events(keys, instantOf(addDays(TODAY, 3), '12:00', 'UTC')));
}

function fromTheFuture(column: Column): Column {
  if (column.type === 'float64') return { ...column, values: column.values.map(() => 999) };
  if (column.type !== 'string' || column.name !== 'success_totals') return column;
  return { ...column, values: column.values.map(() => '[["visit",99,0,0]]') };
}

function events(keys: readonly (string | null)[], at: number): Columns {
  const columns: Column[] = [
    { name: 'customer_key', type: 'string', values: keys },
    { name: 'name', type: 'string', values: keys.map(() => 'visit') },
    { name: 'at', type: 'instant', values: new Float64Array(keys.length).fill(at) },
    { name: 'value', type: 'float64', values: new Float64Array(keys.length).fill(1) },
    { name: 'amount', type: 'float64', values: new Float64Array(keys.length).fill(1) },
  ];
  return { rowCount: keys.length, columns };
}

async function commit({ store }: Workspace, table: string, day: Day, columns: Columns): Promise<void> {
  const staged = await store.lake.stage({ table, agent: NAME, day, columns });
  await store.state.transaction((tx) => commitFiles(tx, [staged], { replace: { table, agent: NAME, day } }, 0));
}

/** What the run of today saw (snapshot), chose (decisions), was taught (rewards so far) and learned. */
async function seenBy({ store }: Workspace) {
  const days = { from: FIRST_DAY, to: TODAY };
  const read = (table: string) => store.lake.read({ table, agent: NAME, days });
  return {
    snapshots: await read('snapshots'),
    decisions: await read('decisions'),
    rewards: await read('rewards'),
    learned: (await latestPolicyVersion(store.state.db, NAME))?.payload,
  };
}
type Seen = Awaited<ReturnType<typeof seenBy>>;

it.each(['snapshots', 'decisions', 'rewards', 'learned'] as const)(
  '%s of the day know nothing of what was planted',
  (what) => {
    expect(before.rewards.rowCount).toBeGreaterThan(0);
    expect(after[what]).toEqual(before[what]);
  },
);

it('the day after knows what has become known, and what was taught is not taught again', async () => {
  await planted.play(1);
  await planted.inside(async (workspace) => {
    const { lake } = workspace.store;
    const known = await lake.read({ table: 'decisions', agent: NAME, day: TOMORROW });
    expect(known.rowCount).toBeGreaterThan(0);
    expect(new Set(valuesOf(known, 'ctx_tier', 'float64'))).toEqual(new Set([7]));
    expect(Math.min(...valuesOf(known, 'ctx_successes_in_28_days', 'float64'))).toBeGreaterThanOrEqual(1);
    expect(Math.max(...valuesOf(known, 'ctx_days_since_last_success', 'float64'))).toBeLessThanOrEqual(2);
    const { rewards } = await seenBy(workspace);
    const rowOf = new Map(valuesOf(rewards, 'decision_id', 'string').map((id, row) => [id, row]));
    const [taught, now] = [before.rewards, rewards].map((table) => valuesOf(table, 'reward', 'float64'));
    for (const [row, id] of valuesOf(before.rewards, 'decision_id', 'string').entries()) {
      expect(now?.[rowOf.get(id) ?? -1]).toBe(taught?.[row]);
    }
  });
});
