import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '@fitly/core/design';
import { asAgentName, asDay, asDecisionId, type Day } from '@fitly/core/terms';
import { addDays, instantOf } from '@fitly/core/time';
import {
  addBatches,
  addCustomers,
  addEnrolments,
  type Column,
  claimRun,
  commitFiles,
  createStore,
  customerKey,
  enrolments,
  finishStep,
  moveBatches,
  type Store,
  saveAgentVersion,
} from '@fitly/store';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSent } from '../daily-loop/decided-options.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { readSuccessEvents } from '../daily-loop/success-events.ts';
import { useSource } from '../importing/change-source.ts';
import { saveEventSwitch, switchToImports } from '../importing/event-source.ts';
import { readMessageCounts } from '../reporting/daily-messages.ts';
import { readForeignSends, readSends } from '../reporting/daily-sends.ts';
import { intakeFeeds } from './intake-feeds.ts';
import { type CurrentsRecord, writeCurrentsFile } from './testing.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const FIRST = asDay('2026-01-05');
const [second, third] = [addDays(FIRST, 1), addDays(FIRST, 2)];
const runAt = (day: Day): number => instantOf(day, '06:00', 'UTC');
const PEOPLE = ['ann', 'bob', 'cid'] as const;
type Person = (typeof PEOPLE)[number];
/** 32 hexadecimal characters, as Currents must name a decision. */
const decisionOf = (person: Person) => asDecisionId(`${PEOPLE.indexOf(person)}`.repeat(32));

const agentFor = (event: string): Agent =>
  ({
    name: asAgentName('shop'),
    timeZone: 'UTC',
    success: { event, value: '1', fields: [], horizonDays: 14, currency: null },
    ...{ kpis: [], guardrails: [], dimensions: [], context: [], learning: { funnel: [] } },
    audience: { segments: { anyOf: [], allOf: [], noneOf: [] }, rule: null },
    constraints: { rules: [] },
    delivery: { mode: 'campaign', ids: { default: 'c-1' } },
  }) as unknown as Agent;

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-feeds-'));
  store = await createStore({ folder: root, keysFile: join(root, 'key'), now: () => 0 });
});
afterEach(async () => {
  await store.close();
  await rm(root, { recursive: true, force: true });
});

const keyOf = (person: Person) => customerKey(store.keys, person);

/** Three days of runs; everybody is enrolled on the first and gets an accepted message at 08:00. */
async function begin(agent: Agent): Promise<void> {
  const { db } = store.state;
  await saveAgentVersion(db, { agent: agent.name, yaml: '', agentJson: JSON.stringify(agent), by: null, at: 0 });
  for (const day of [FIRST, second, third]) {
    await claimRun(db, { agent: agent.name, day, agentVersion: 1, startedAt: runAt(day) });
  }
  const customers = PEOPLE.map((person) => ({ customerKey: keyOf(person), sealed: new Uint8Array(1) }));
  await addCustomers(
    db,
    customers.map((each) => ({ ...each, timeZone: null, firstSeenAt: 0 })),
  );
  await addEnrolments(
    db,
    agent.name,
    PEOPLE.map((person) => ({ customerKey: keyOf(person), group: 'agent', epoch: 1, enrolledDay: FIRST })),
  );
  await put('decisions', FIRST, [
    { name: 'decision_id', type: 'string', values: PEOPLE.map(decisionOf) },
    { name: 'customer_key', type: 'string', values: PEOPLE.map(keyOf) },
    { name: 'group', type: 'string', values: PEOPLE.map(() => 'agent') },
    { name: 'reason', type: 'string', values: PEOPLE.map(() => 'chosen') },
    { name: 'send_at', type: 'instant', values: Float64Array.from(PEOPLE, () => runAt(FIRST) + 2 * HOUR) },
  ]);
  const batch = { batchKey: 'b', agent: agent.name, day: FIRST, request: 'campaign' as const, targetId: 'c-1' };
  const sendAt = runAt(FIRST) + 2 * HOUR;
  const members = { content: null, withheld: null, position: 0, decisionIds: PEOPLE.map(decisionOf) };
  await addBatches(db, [{ ...batch, ...members, sendAt }], sendAt);
  await moveBatches(db, ['b'], 'planned', 'sending', { at: sendAt });
  const dispatchIds = new Map([['b', 'dispatch-1']]);
  await moveBatches(db, ['b'], 'sending', 'accepted', { at: sendAt, dispatchIds });
}

async function put(table: string, day: Day, columns: readonly Column[]): Promise<void> {
  const rowCount = columns[0]!.values.length;
  const staged = await store.lake.stage({ table, agent: asAgentName('shop'), day, columns: { rowCount, columns } });
  await store.state.transaction((tx) => commitFiles(tx, [staged], { append: true }, 0));
}

/** The intake of a day's run, as far as feeds go. */
async function run(agent: Agent, day: Day) {
  const context = {
    ...{ store, agent, day, lakeNow: () => 0, tell: () => {}, signal: new AbortController().signal },
    enrolled: () => enrolments(store.state.db, agent.name),
    feeds: {
      watched: [
        { kind: 'events', format: 'currents', name: 'braze_events', folder: join(root, 'currents'), required: false },
      ],
      quarantine: join(root, 'quarantine'),
    },
  } as unknown as RunContext;
  const intake = await intakeFeeds(context, runAt(day));
  await store.state.transaction(async (tx) => {
    await intake.commit(tx);
    await finishStep(tx, { agent: agent.name, day, step: 'intake', at: runAt(day), summary: intake.summary });
  });
  alerts = intake.alerts;
  return intake.summary;
}

let alerts: readonly string[] = [];
let files = 0;
const deliver = (type: string, ...records: readonly CurrentsRecord[]) =>
  writeCurrentsFile(join(root, 'currents'), type, records, { name: `x+0+${files++}` });
const told = (person: string, id: string, at: number, more: Partial<CurrentsRecord> = {}): CurrentsRecord => ({
  id,
  time: Math.floor(at / SECOND),
  external_user_id: person,
  ...more,
});
const visit = (person: Person, id: string, at: number) => told(person, id, at, { name: 'visit' });
const VISIT = 'users.behaviors.CustomEvent';
const dispatched = { dispatch_id: 'dispatch-1', campaign_id: 'c-1' };

test('at the change from exports to the feed nothing is lost and nothing counts twice', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  // The export of the second day told of one visit of Ann; her next, and one of Bob, had not reached it yet.
  const annAt = runAt(second) - 2 * HOUR + 250;
  const exported = [annAt];
  await put('snapshots', second, [
    { name: 'customer_key', type: 'string', values: [keyOf('ann'), keyOf('bob')] },
    { name: 'success_totals', type: 'string', values: [JSON.stringify([['visit', 1, annAt, annAt]]), null] },
  ]);
  await put('events', second, [
    { name: 'customer_key', type: 'string', values: [keyOf('ann')] },
    { name: 'name', type: 'string', values: ['visit'] },
    { name: 'at', type: 'instant', values: Float64Array.from(exported) },
    { name: 'value', type: 'float64', values: Float64Array.of(1) },
  ]);
  expect(await run(agent, second)).not.toHaveProperty('success_from_feed');
  const [annNext, bobAt] = [runAt(second) - 60 * SECOND, runAt(second) - HOUR];
  await deliver(VISIT, visit('ann', 'v1', annAt), visit('ann', 'v2', annNext), visit('bob', 'v3', bobAt));
  // What lies ahead of the run's clock waits; what was before the enrolment is no outcome.
  await deliver(VISIT, visit('cid', 'v4', runAt(third) + HOUR), visit('cid', 'v5', runAt(FIRST) - HOUR));
  expect(await run(agent, third)).toMatchObject({ success_from_feed: true, feed_future: 1, feed_take: 1 });
  const events = await readSuccessEvents({ store, agent, day: third });
  expect(events.map(({ customerKey: key, at }) => [key, at])).toEqual([
    [keyOf('ann'), annAt],
    [keyOf('bob'), bobAt],
    [keyOf('ann'), annNext],
  ]);
  expect(await readSuccessEvents({ store, agent, day: second })).toHaveLength(1);
});

test('from a feed there is a way back to exports and on to the feed again, and nothing counts twice', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  const [one, two, three] = [runAt(FIRST) - HOUR, runAt(second) - HOUR, runAt(third) - HOUR];
  const export_ = async (day: Day, at: number, count: number) => {
    await put('snapshots', day, [
      { name: 'customer_key', type: 'string', values: [keyOf('ann')] },
      { name: 'success_totals', type: 'string', values: [JSON.stringify([['visit', count, one, at]])] },
    ]);
    await put('events', day, [
      { name: 'customer_key', type: 'string', values: [keyOf('ann')] },
      { name: 'name', type: 'string', values: ['visit'] },
      { name: 'at', type: 'instant', values: Float64Array.of(at) },
      { name: 'value', type: 'float64', values: Float64Array.of(1) },
    ]);
  };
  const told = async (day: Day) => (await readSuccessEvents({ store, agent, day })).map((event) => event.at);
  const { db } = store.state;
  await export_(FIRST, one, 1);
  await deliver(VISIT, visit('ann', 'v2', two));
  expect(await run(agent, second)).toMatchObject({ success_from_feed: true });
  // The export of the day after tells of what the feed has told of, and of one more.
  await export_(third, three, 3);
  expect(await told(second)).toEqual([one, two]);
  await useSource(db, agent, 'exports');
  expect(await told(third)).toEqual([one, three]);
  await deliver(VISIT, visit('ann', 'v3', three));
  const summary = await run(agent, third);
  expect(summary).toMatchObject({ feed_events: 1, feed_news_since: 0 });
  expect(summary).not.toHaveProperty('success_from_feed');
  expect(await told(third)).toEqual([one, three]);
  await useSource(db, agent, 'feeds');
  const fourth = addDays(third, 1);
  await claimRun(db, { agent: agent.name, day: fourth, agentVersion: 1, startedAt: runAt(fourth) });
  await deliver(VISIT, visit('ann', 'v4', runAt(fourth) - HOUR));
  expect(await run(agent, fourth)).toMatchObject({ success_from_feed: true });
  expect(await told(fourth)).toEqual([one, three, runAt(fourth) - HOUR]);
  await store.state.transaction((tx) => saveEventSwitch(tx, agent, { source: 'imports', fromDay: third }));
  await expect(useSource(db, agent, 'exports')).rejects.toMatchObject({
    code: 'event_source_fixed',
    next: expect.stringContaining('start a new agent'),
  });
});

test('what is to be made again after the way back is made again, also when an import takes over before the run', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  const { db } = store.state;
  await deliver(VISIT, visit('ann', 'v1', runAt(FIRST) - HOUR));
  expect(await run(agent, FIRST)).toMatchObject({ success_from_feed: true });
  await useSource(db, agent, 'exports');
  await switchToImports(db, agent, { source: 'imports', fromDay: second });
  expect(await run(agent, second)).toMatchObject({ feed_news_since: 0 });
  expect(await run(agent, third)).not.toHaveProperty('feed_news_since');
});

test('messages find their decision by dispatch id, by decision id, or as the abort of what was accepted', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  const at = runAt(FIRST) + 2 * HOUR;
  await deliver(
    'users.messages.email.Send',
    told('ann', 's1', at, dispatched),
    told('bob', 's2', at, { message_extras: JSON.stringify({ decision_id: decisionOf('bob') }) }),
    told('cid', 's3', at, { dispatch_id: 'of-somebody-else' }),
  );
  const abort = { campaign_id: 'c-1', abort_type: 'frequency_capped' };
  await deliver(
    'users.messages.email.Abort',
    told('cid', 'a1', at, abort),
    told('cid', 'a2', at - HOUR, abort),
    told('ann', 'a3', at, { ...abort, campaign_id: 'c-9' }),
  );
  expect(await run(agent, second)).toMatchObject({ feed_events: 6, message_events: 3, aborted: 1 });
  const sent = await readSent({ store, agent }, FIRST);
  expect([...sent.aborted]).toEqual([decisionOf('cid')]);
  expect(sent.accepted.size).toBe(3);
  expect(sent.acted).toEqual(new Set([decisionOf('ann'), decisionOf('bob')]));
  expect(await readMessageCounts(store, agent.name, second)).toEqual([
    { group: 'agent', stage: 'aborted', reason: 'frequency_capped', decisions: 1 },
    { group: 'agent', stage: 'sent', reason: null, decisions: 2 },
  ]);
});

test('an open counts once for each message, at its first time, and a machine never', async () => {
  const agent = agentFor('message.open');
  await begin(agent);
  const at = runAt(FIRST) + 3 * HOUR;
  const OPEN = 'users.messages.email.Open';
  await deliver(
    OPEN,
    told('ann', 'o1', at + HOUR, dispatched),
    told('bob', 'o2', at, { ...dispatched, machine_open: 'true' }),
  );
  await run(agent, second);
  const instants = async (day: Day) => (await readSuccessEvents({ store, agent, day })).map((event) => event.at);
  expect(await instants(second)).toEqual([at + HOUR]);
  await deliver(OPEN, told('ann', 'o3', at, dispatched), told('ann', 'o4', at + 2 * HOUR, dispatched));
  expect(await run(agent, third)).toMatchObject({ feed_news_since: at });
  expect(await instants(third)).toEqual([at]);
});

const SEND = 'users.messages.email.Send';
async function enrol(...rows: readonly (readonly [string, 'holdout' | 'business_as_usual'])[]): Promise<void> {
  const keyed = rows.map(([id, group]) => ({ customerKey: customerKey(store.keys, id), group }));
  await addCustomers(
    store.state.db,
    keyed.map((each) => ({ ...each, sealed: new Uint8Array(1), timeZone: null, firstSeenAt: 0 })),
  );
  await addEnrolments(
    store.state.db,
    asAgentName('shop'),
    keyed.map((each) => ({ ...each, epoch: 1, enrolledDay: FIRST })),
  );
}

test('each day is reconciled on the next: sent, aborted, without an event, sent twice', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  const at = runAt(FIRST) + 2 * HOUR;
  await deliver(SEND, told('ann', 's1', at, dispatched), told('ann', 's1', at, dispatched));
  await deliver('users.messages.email.Abort', told('bob', 'a1', at, { campaign_id: 'c-1', abort_type: 'capped' }));
  await run(agent, second);
  const counts = { group: 'agent', reason: null };
  const found = [
    { ...counts, finding: 'aborted', reason: 'capped', decisions: 1 },
    { ...counts, finding: 'accepted', decisions: 3 },
    { ...counts, finding: 'sent', decisions: 1 },
    { ...counts, finding: 'without_event', decisions: 1 },
  ];
  expect(await readSends(store, agent.name, second)).toEqual([{ day: FIRST, counts: found }]);
  expect(alerts).toEqual([]);
  // Another event for the same message, some hours later and in another file.
  await deliver(SEND, told('ann', 's2', at + HOUR, dispatched));
  await run(agent, third);
  const [of] = await readSends(store, agent.name, third);
  expect(of?.counts).toContainEqual({ ...counts, finding: 'sent_twice', decisions: 1 });
  expect(alerts).toEqual([expect.stringContaining(`1 decision of ${FIRST} went out more than once`)]);
});

test('a push is told of once for each device, and is no second send', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  const at = runAt(FIRST) + 2 * HOUR;
  await deliver(
    'users.messages.pushnotification.Send',
    told('ann', 'p1', at, dispatched),
    told('ann', 'p2', at, dispatched),
  );
  await run(agent, second);
  const [of] = await readSends(store, agent.name, second);
  expect(of?.counts.map(({ finding }) => finding)).not.toContain('sent_twice');
  expect(alerts).toEqual([]);
});

test('messages of others to enrolled customers are told by campaign, and a new one to the holdout at once', async () => {
  const agent = agentFor('visit');
  await begin(agent);
  await enrol(['eve', 'holdout'], ['fay', 'business_as_usual']);
  const at = runAt(second) + HOUR;
  const newsletter = { campaign_id: 'newsletter' };
  await deliver(
    SEND,
    told('eve', 'n1', at, newsletter),
    told('fay', 'n2', at, newsletter),
    told('stranger', 'n3', at, newsletter),
    // Before the day after enrolment: which came first is not known.
    told('eve', 'n4', runAt(FIRST), newsletter),
    // By the agent's own campaign, and nobody decided that.
    told('stranger', 'n5', at, { campaign_id: 'c-1' }),
  );
  await run(agent, third);
  const sent = { day: second, sends: 1 };
  expect(await readForeignSends(store, agent.name, third)).toEqual([
    { ...sent, group: 'business_as_usual', sender: 'other', target: 'newsletter' },
    { ...sent, group: 'holdout', sender: 'other', target: 'newsletter' },
    { ...sent, group: null, sender: 'own_campaign', target: 'c-1' },
  ]);
  expect(alerts).toEqual([expect.stringContaining('newsletter (1)')]);
  await deliver(SEND, told('eve', 'n6', at + HOUR, newsletter));
  const fourth = addDays(third, 1);
  await claimRun(store.state.db, { agent: agent.name, day: fourth, agentVersion: 1, startedAt: runAt(fourth) });
  await run(agent, fourth);
  expect((await readForeignSends(store, agent.name, fourth)).map(({ sends }) => sends)).toEqual([1, 2, 1]);
  expect(alerts).toEqual([]);
});
