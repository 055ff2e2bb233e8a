import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import { asAgentName, asCustomerKey, asDay, asDecisionId, type CustomerKey, type Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import {
  addBatches,
  addCustomers,
  addEnrolments,
  claimRun,
  commitFiles,
  createStore,
  moveBatches,
  type Store,
  saveAgentVersion,
} from '@fitly/store';
import { beforeEach, describe, expect, test } from 'vitest';
import { saveEventSwitch } from '../importing/event-source.ts';
import { IMPORTED_EVENTS } from '../importing/imported-events.ts';
import { readEarlierEvents, readSuccessEvents } from './success-events.ts';

const HOUR = 3_600_000;
const FIRST = asDay('2026-01-05');
/** Runs are at 06:00 UTC. */
const runAt = (day: Day): number => instantOf(day, '06:00', 'UTC');
const CUSTOMER = asCustomerKey('c'.repeat(32));
const STRANGER = asCustomerKey('d'.repeat(32));
const agent = {
  name: asAgentName('shop'),
  success: { event: 'visit', value: '1', fields: [], horizonDays: 14 },
  audience: { segments: { anyOf: [], allOf: [], noneOf: [] }, rule: null },
  constraints: { rules: [] },
  dimensions: [
    {
      id: 'offer',
      kind: 'offer',
      options: [
        { id: 'none', cost: 0 },
        { id: 'gift', cost: 4 },
      ],
    },
  ],
  delivery: { mode: 'campaign' },
  context: [],
} as unknown as Agent;

let store: Store;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-events-'));
  store = await createStore({ folder, keysFile: join(folder, 'master.key'), now: () => 0 });
  const { db } = store.state;
  await saveAgentVersion(db, { agent: agent.name, yaml: '', agentJson: JSON.stringify(agent), by: null, at: 0 });
  for (let n = 0; n < 4; n++) {
    const day = addDays(FIRST, n);
    await claimRun(db, { agent: agent.name, day, agentVersion: 1, startedAt: runAt(day) });
  }
  await addCustomers(
    db,
    [CUSTOMER, STRANGER].map((key) => ({
      customerKey: key,
      sealed: new Uint8Array(1),
      timeZone: null,
      firstSeenAt: 0,
    })),
  );
  await addEnrolments(db, agent.name, [
    { customerKey: CUSTOMER, group: 'agent', epoch: 1, enrolledDay: addDays(FIRST, 1) },
  ]);
});

async function add(table: string, day: Day, value: string, customer: string, ...at: number[]): Promise<void> {
  const all = (text: string) => at.map(() => text);
  const file = await store.lake.stage({
    table,
    agent: agent.name,
    day,
    columns: {
      rowCount: at.length,
      columns: [
        { name: 'customer_key', type: 'string', values: all(customer) },
        { name: 'name', type: 'string', values: all('visit') },
        { name: 'at', type: 'instant', values: Float64Array.from(at) },
        { name: value, type: 'float64', values: Float64Array.from(at, () => 5) },
        { name: 'fields', type: 'string', values: all('{"months":12,"plan":"yearly"}') },
      ],
    },
  });
  await store.state.transaction((tx) => commitFiles(tx, [file], { append: true }, 0));
}
const addExported = (day: Day, ...at: number[]) => add('events', day, 'value', CUSTOMER, ...at);
const addImported = (day: Day, ...at: number[]) => add(IMPORTED_EVENTS, day, 'amount', CUSTOMER, ...at);
const read = async (day: Day, success = {}) =>
  readSuccessEvents({ store, day, agent: { ...agent, success: { ...agent.success, ...success } } });
const instants = async (day: Day) => (await read(day)).map((event) => event.at);

const [second, third, fourth] = [1, 2, 3].map((n) => addDays(FIRST, n)) as [Day, Day, Day];

describe('an event that exports bring', () => {
  test('counts from the day whose run took it in, as 1 or as its amount', async () => {
    await addExported(third, runAt(third) - HOUR);
    expect(await read(second)).toEqual([]);
    expect(await read(third)).toEqual([{ customerKey: CUSTOMER, at: runAt(third) - HOUR, value: 1 }]);
    expect((await read(third, { value: 'amount' }))[0]!.value).toBe(5);
  });
});

describe('once imports are the source', () => {
  test('export differences of later days are ignored, earlier ones stay, and nothing counts twice', async () => {
    const [before, after] = [runAt(second) + HOUR, runAt(third) + HOUR];
    await addExported(third, before);
    // The same visit after the switch, from both sources.
    await addExported(fourth, after);
    await addImported(fourth, after);
    await saveEventSwitch(store.state.db, agent, { source: 'imports', fromDay: fourth });
    expect(await instants(fourth)).toEqual([before, after]);
    // What the run before the switch read does not change.
    expect(await instants(third)).toEqual([before]);
  });

  test('a value expression reads the declared fields of the import, and one of another type is missing', async () => {
    await addImported(third, runAt(third));
    await saveEventSwitch(store.state.db, agent, { source: 'imports', fromDay: third });
    const worth = async (type: string) =>
      (await read(third, { value: 'amount * months', currency: 'EUR', fields: [{ name: 'months', type }] }))[0]?.value;
    expect(await worth('number')).toBe(60);
    const [text] = await read(third, {
      value: 'months == "12" ? 1.0 : 0.0',
      fields: [{ name: 'months', type: 'text' }],
    });
    expect(text!.value).toBeNaN();
  });

  test('imported events count from enrolment on; those of who has not joined wait', async () => {
    await addImported(third, runAt(second) - 1, runAt(second), runAt(second) + HOUR);
    await add(IMPORTED_EVENTS, third, 'amount', STRANGER, runAt(second));
    await saveEventSwitch(store.state.db, agent, { source: 'imports', fromDay: third });
    expect(await instants(third)).toEqual([runAt(second), runAt(second) + HOUR]);
    await addEnrolments(store.state.db, agent.name, [
      { customerKey: STRANGER, group: 'holdout', epoch: 1, enrolledDay: second },
    ]);
    expect(await instants(third)).toHaveLength(3);
  });
});

describe('what customers did before they were enrolled', () => {
  const enrolledAt = runAt(second);
  const before = async (day: Day) => (await readEarlierEvents({ store, day, agent })).map(({ at }) => at);

  test('is read from imports, over the four weeks that end with the run that enrolled them', async () => {
    const oldest = enrolledAt - 28 * 24 * HOUR;
    await addImported(third, oldest - 1, oldest, enrolledAt - 1, enrolledAt);
    await saveEventSwitch(store.state.db, agent, { source: 'imports', fromDay: third });
    expect(await before(third)).toEqual([oldest, enrolledAt - 1]);
    // Nothing of it is known to the run before.
    expect(await before(second)).toEqual([]);
  });

  test('is not known where differences between exports are the source, nor of who has not joined', async () => {
    await addExported(second, enrolledAt - HOUR);
    expect(await before(fourth)).toEqual([]);
    await add(IMPORTED_EVENTS, third, 'amount', STRANGER, enrolledAt - HOUR);
    await saveEventSwitch(store.state.db, agent, { source: 'imports', fromDay: third });
    expect(await before(fourth)).toEqual([]);
  });
});

describe('a value that reads the chosen options', () => {
  const value = { value: '10 - cost(option.offer)' };

  /** A decision of 06:00 and what became of it; `null`: it was never to be sent. */
  async function decide(
    day: Day,
    customerKey: CustomerKey,
    offer: string | null,
    state: 'accepted' | 'not_sent' | null,
  ) {
    const id = asDecisionId(`${day} ${customerKey}`);
    const sendAt = offer === null ? Number.NaN : runAt(day) + HOUR;
    const file = await store.lake.stage({
      table: 'decisions',
      agent: agent.name,
      day,
      columns: {
        rowCount: 1,
        columns: [
          { name: 'decision_id', type: 'string', values: [id] },
          { name: 'customer_key', type: 'string', values: [customerKey] },
          { name: 'reason', type: 'string', values: [offer === null ? 'no_eligible_action' : 'chosen'] },
          { name: 'decided_at', type: 'instant', values: Float64Array.of(runAt(day)) },
          { name: 'send_at', type: 'instant', values: Float64Array.of(sendAt) },
          { name: 'option_offer', type: 'string', values: [offer] },
        ],
      },
    });
    await store.state.transaction(async (tx) => {
      await commitFiles(tx, [file], { append: true }, 0);
      if (state === null) return;
      const target = { request: 'campaign' as const, targetId: 'c', content: null, withheld: null };
      await addBatches(
        tx,
        [{ batchKey: id, agent: agent.name, day, ...target, sendAt, position: 0, decisionIds: [id] }],
        0,
      );
      if (state === 'accepted') {
        await moveBatches(tx, [id], 'planned', 'sending', { at: 0 });
        await moveBatches(tx, [id], 'sending', 'accepted', { at: 0 });
      } else await moveBatches(tx, [id], 'planned', 'not_sent', { at: 0, reason: 'too_late' });
    });
  }

  test('belongs to the last decision that was sent: neither one without an action nor one that stayed here hides it', async () => {
    await decide(FIRST, CUSTOMER, 'gift', 'accepted');
    await decide(second, CUSTOMER, null, null);
    await decide(third, CUSTOMER, 'none', 'not_sent');
    await addExported(fourth, runAt(third) + 2 * HOUR);
    expect((await read(fourth, value)).map((event) => event.value)).toEqual([6]);
  });

  test('bears no cost of an offer that nobody got', async () => {
    await decide(second, CUSTOMER, 'gift', 'not_sent');
    await addExported(fourth, runAt(third) + 2 * HOUR);
    expect((await read(fourth, value)).map((event) => event.value)).toEqual([10]);
  });
});
