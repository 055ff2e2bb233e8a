/** A real ledger for tests of dispatch: one agent, one day, twelve people in four batches. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decisionIdOf } from '@fitly/core/decide';
import type { Agent } from '@fitly/core/design';
import { sipKey } from '@fitly/core/math';
import type { Clock, Messaging } from '@fitly/core/ports';
import { asAgentName, asDay, asDecisionId } from '@fitly/core/terms';
import {
  addBatches,
  addCustomers,
  claimRun,
  commitFiles,
  createStore,
  customerKey,
  doubtDeadSends,
  type Store,
  saveAgentVersion,
  seal,
} from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { sendBatches } from './dispatch.ts';

export const MINUTE = 60_000;
export const DAY = asDay('2026-01-05');
export const AGENT = asAgentName('shop');
export const START = Date.parse('2026-01-05T08:00:00Z');
export const PEOPLE = Array.from({ length: 12 }, (_, i) => `person-${String(i).padStart(3, '0')}`);
export const idOf = (index: number) => asDecisionId(index.toString(16).padStart(32, '0'));
const PER_BATCH = 3;

const agentWith = (readBack: boolean): Agent =>
  ({
    name: AGENT,
    timeZone: 'UTC',
    ...{ kpis: [], guardrails: [], success: { fields: [] } },
    constraints: { rules: [], quietHours: null, quietDays: [], blackoutDates: [] },
    audience: { segments: { anyOf: [], allOf: [], noneOf: [] }, rule: null },
    dimensions: [],
    context: [],
    schedule: { runAt: '06:00', everyDays: 1 },
    delivery: { mode: 'campaign', readBack, ids: { default: 'camp' } },
  }) as unknown as Agent;

export interface Ledger {
  readonly store: Store;
  /** Empties the ledger and plans the day anew; half of the batches are due so much later than the others. */
  begin(laterMs?: number): Promise<void>;
  /** One process: takes the run up, and works until it is done, rests or dies. */
  work(process: Process): ReturnType<typeof sendBatches>;
  /** The id of the person's decision on a day. */
  decisionOn(day: string, person: string): string;
  close(): Promise<void>;
}

interface Process {
  readonly messaging: Messaging;
  readonly clock: Clock;
  readonly readBack: boolean;
  readonly mayWait?: RunContext['mayWait'];
  /** As in `RunContext`; default: it stands. */
  readonly elapsedMs?: () => number;
  /** Default: larger than the day. */
  readonly groupSize?: number;
}

export async function openLedger(): Promise<Ledger> {
  const root = await mkdtemp(join(tmpdir(), 'fitly-dispatch-'));
  const store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => 0 });
  const { db } = store.state;
  const agentJson = JSON.stringify(agentWith(true));
  await saveAgentVersion(db, { agent: AGENT, yaml: '', agentJson, by: null, at: 0 });
  const keys = PEOPLE.map((id) => customerKey(store.keys, id));
  await addCustomers(
    db,
    keys.map((key, i) => ({
      customerKey: key,
      sealed: seal(store.keys, key, PEOPLE[i]!),
      timeZone: null,
      firstSeenAt: 0,
    })),
  );
  await claimRun(db, { agent: AGENT, day: DAY, agentVersion: 1, startedAt: START });
  const staged = await store.lake.stage({
    table: 'decisions',
    agent: AGENT,
    day: DAY,
    columns: { rowCount: PEOPLE.length, columns: decisionColumns(keys) },
  });
  await store.state.transaction((tx) => commitFiles(tx, [staged], { append: true }, 0));
  return {
    store,
    begin: (laterMs = 30 * MINUTE) => begin(root, store, laterMs),
    work: (process) => work(root, store, process),
    decisionOn: (day, person) =>
      decisionIdOf(sipKey(store.keys.decisionId), {
        ...{ installation: 'model', agent: AGENT, day: asDay(day) },
        customerKey: customerKey(store.keys, person),
      }),
    async close() {
      await store.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function decisionColumns(keys: readonly string[]) {
  const texts = (values: readonly string[]) => ({ type: 'string' as const, values });
  const same = (value: string) => texts(PEOPLE.map(() => value));
  const numbers = (value: number) => ({ type: 'float64' as const, values: Float64Array.from(PEOPLE, () => value) });
  const whole = (value: number) => ({ type: 'int32' as const, values: Int32Array.from(PEOPLE, () => value) });
  const instants = { type: 'instant' as const, values: Float64Array.from(PEOPLE, () => START) };
  return [
    { name: 'decision_id', ...texts(PEOPLE.map((_, i) => idOf(i))) },
    { name: 'customer_key', ...texts(keys) },
    { name: 'group', ...same('agent') },
    ...['agent_version', 'policy_version', 'encoding_version', 'action'].map((name) => ({ name, ...whole(1) })),
    { name: 'mask_id', ...same('') },
    { name: 'propensity', ...numbers(1) },
    { name: 'probabilities', ...same('') },
    { name: 'draw', ...numbers(0.5) },
    { name: 'decided_at', ...instants },
    { name: 'send_at', ...instants },
    { name: 'reason', ...same('chosen') },
  ];
}

async function work(
  root: string,
  store: Store,
  { readBack, mayWait = () => true, elapsedMs = () => 0, groupSize = 16, ...world }: Process,
) {
  const { db } = store.state;
  await db.deleteFrom('run_steps').execute();
  const { epoch } = await claimRun(db, { agent: AGENT, day: DAY, agentVersion: 1, startedAt: START });
  await doubtDeadSends(db, AGENT, await world.clock.now());
  const context = {
    ...{ store, agent: agentWith(readBack), day: DAY, epoch, lakeNow: () => 0, elapsedMs, tell: () => {} },
    ...{ mayWait, installation: 'model', startedAt: START },
    ...{ messaging: world.messaging, clock: world.clock, signal: new AbortController().signal },
    instance: { place: 'here', highWater: { inside: join(root, 'high-water.json'), outside: null }, leaseMs: 120_000 },
  } as unknown as RunContext;
  return sendBatches(context, groupSize);
}

async function begin(root: string, store: Store, laterMs: number): Promise<void> {
  const { db } = store.state;
  for (const table of ['batch_members', 'batches', 'run_steps', 'runs'] as const) await db.deleteFrom(table).execute();
  await db.deleteFrom('meta').where('key', 'like', 'sent_groups%').execute();
  await rm(join(root, 'high-water.json'), { force: true });
  await claimRun(db, { agent: AGENT, day: DAY, agentVersion: 1, startedAt: START });
  const batches = Array.from({ length: PEOPLE.length / PER_BATCH }, (_, position) => ({
    ...{
      batchKey: `b${position}`,
      agent: AGENT,
      day: DAY,
      request: 'campaign' as const,
      targetId: 'camp',
      content: null,
    },
    ...{ sendAt: START + (position % 2) * laterMs, position, withheld: null },
    decisionIds: Array.from({ length: PER_BATCH }, (_, i) => idOf(position * PER_BATCH + i)),
  }));
  await addBatches(db, batches, START);
}
