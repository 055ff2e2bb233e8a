/** What dispatch waits for, and how carefully it goes on: over a real ledger, with a clock that stands unless it is slept against. */
import { setTimeout } from 'node:timers/promises';
import type { Marker, Messaging, SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { addAgentState, batchesOf, setMeta } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Rest } from '../daily-loop/rest.ts';
import { AGENT, DAY, type Ledger, MINUTE, openLedger, START } from './dispatch.fixture.ts';
import { doubtAlert } from './dispatch.ts';

const HOUR = 60 * MINUTE;
let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const ACCEPTED: SendAnswer = { kind: 'accepted', dispatchId: 'd', status: 201 };
const DOUBT: SendAnswer = { kind: 'in_doubt', reason: 'timeout', status: null };
const refusedUntil = (notBeforeAt: Instant): SendAnswer => ({
  ...{ kind: 'retry', reason: 'http_429', status: 429, notBeforeAt },
});

/** Gives its answers in turn, then accepts. `asked`: when each request came. */
function world(answers: ((now: Instant) => SendAnswer)[]) {
  let now = START;
  const asked: Instant[] = [];
  const triggerCampaign = async (): Promise<SendAnswer> => {
    asked.push(now);
    return answers.shift()?.(now) ?? ACCEPTED;
  };
  const clock = {
    now: async () => now,
    sleepUntil: async (at: Instant) => {
      now = Math.max(now, at);
    },
  };
  return { asked, clock, messaging: { triggerCampaign } as unknown as Messaging, readBack: false };
}

const statesOf = async () =>
  (await batchesOf(ledger.store.state.db, AGENT, DAY)).map(({ state }) => state).sort((a, b) => (a < b ? -1 : 1));

test('an agent that is paused while its run waits sends nothing of it any more, and what had left stays what it is', async () => {
  await ledger.begin();
  const { db } = ledger.store.state;
  const paused = world([]);
  const { sleepUntil } = paused.clock;
  paused.clock.sleepUntil = async (at) => {
    await addAgentState(db, { agent: AGENT, state: 'paused', at: 0, by: 'ann', note: null, after: 0 });
    await sleepUntil(at);
  };
  try {
    const ended = await ledger.work(paused);
    expect(ended).toMatchObject({ accepted: 6, not_sent: 6, reason: 'agent_paused' });
    expect(paused.asked).toEqual([START, START]);
  } finally {
    await db.deleteFrom('agent_states').execute();
  }
});

describe('a run that may not wait', () => {
  const mayWait = () => false;

  test('rests until its next send, also after an outage', async () => {
    await ledger.begin(9 * HOUR);
    const away = world([() => DOUBT, () => DOUBT]);
    const ended = await ledger.work({ ...away, mayWait });
    expect(ended).toEqual(new Rest(START + 9 * HOUR));
    expect(away.asked).toEqual([START, START]);
    expect(await statesOf()).toEqual(['in_doubt', 'in_doubt', 'planned', 'planned']);
  });

  test('sits out the pause that an outage makes of a send that is due', async () => {
    await ledger.begin(MINUTE / 2);
    const away = world([() => DOUBT, () => DOUBT]);
    expect(await ledger.work({ ...away, mayWait })).toMatchObject({ accepted: 6, in_doubt: 6 });
    expect(away.asked).toEqual([START, START, START + MINUTE, START + MINUTE]);
  });
});

test('a refusal that names an instant that is past is asked again later and later, never at once', async () => {
  await ledger.begin(0);
  const busy = world(Array.from({ length: 14 }, () => refusedUntil));
  expect(await ledger.work(busy)).toMatchObject({ accepted: 12 });
  const gaps = busy.asked.slice(4).map((at, i) => (at - busy.asked[i + 3]!) / 1_000);
  expect(gaps.slice(0, 11)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900]);
});

test('two groups are under way at once, never more, and nothing follows one that was not accepted', async () => {
  await ledger.begin(0);
  const away = world([() => ACCEPTED, () => DOUBT, () => DOUBT]);
  const underWay: number[] = [];
  const asked = [1, 2, 3, 4].map(() => Promise.withResolvers<void>());
  let [count, place] = [0, 0];
  const triggerCampaign = async (...request: Parameters<Messaging['triggerCampaign']>): Promise<SendAnswer> => {
    count += 1;
    underWay.push(count);
    asked[place++]!.resolve();
    // Each of the first two is answered once the next is on its way.
    await asked[Math.min(place, 2)]!.promise;
    count -= 1;
    return away.messaging.triggerCampaign(...request);
  };
  const messaging = { ...away.messaging, triggerCampaign } as Messaging;
  expect(await ledger.work({ ...away, messaging, groupSize: 1 })).toMatchObject({ accepted: 6, in_doubt: 6 });
  expect(Math.max(...underWay)).toBe(2);
  // The third was on its way when the second ended in doubt: one outage, one pause.
  expect(away.asked).toEqual([START, START, START, START + MINUTE]);
});

test('two groups overlap also where the clock answers behind the requests that came before, as that of a sandbox does', async () => {
  await ledger.begin(0);
  const slow = world([]);
  const underWay = new Set<Promise<unknown>>();
  let most = 0;
  const triggerCampaign = (...request: Parameters<Messaging['triggerCampaign']>): Promise<SendAnswer> => {
    const answer = setTimeout(20).then(() => slow.messaging.triggerCampaign(...request));
    underWay.add(answer);
    most = Math.max(most, underWay.size);
    return answer.finally(() => underWay.delete(answer));
  };
  const now = async (): Promise<Instant> => {
    await Promise.all([...underWay]);
    return slow.clock.now();
  };
  const messaging = { ...slow.messaging, triggerCampaign } as Messaging;
  const clock = { ...slow.clock, now };
  expect(await ledger.work({ ...slow, messaging, clock, groupSize: 1 })).toMatchObject({ accepted: 12 });
  expect(most).toBe(2);
});

test('whoever was suspended between two groups chooses nothing by what the clock said before', async () => {
  await ledger.begin(0);
  let now = START;
  const asked: Instant[] = [];
  const messaging = {
    triggerCampaign: async () => {
      asked.push(now);
      now += 30 * HOUR;
      return ACCEPTED;
    },
  } as unknown as Messaging;
  const clock = { now: async () => now, sleepUntil: async () => {} };
  const suspended = { messaging, clock, readBack: false, groupSize: 1, elapsedMs: () => now - START };
  expect(await ledger.work(suspended)).toMatchObject({ accepted: 3, not_sent: 9, reason: 'too_late' });
  expect(asked).toEqual([START]);
});

test('a group that was made ready while the one before it met nobody stays here', async () => {
  await ledger.begin(0);
  const away = world([() => DOUBT]);
  const secondIsReady = Promise.withResolvers<void>();
  const { state } = ledger.store;
  const transaction = state.transaction.bind(state);
  const spy = vi.spyOn(state, 'transaction').mockImplementation(async (work) => {
    const result = await transaction(work);
    if (away.asked.length === 0) return result;
    // The first transaction after the first request is the one that writes the second group down.
    secondIsReady.resolve();
    await setTimeout(20);
    return result;
  });
  const triggerCampaign = async (...request: Parameters<Messaging['triggerCampaign']>): Promise<SendAnswer> => {
    const answer = await away.messaging.triggerCampaign(...request);
    if (away.asked.length === 1) await secondIsReady.promise;
    return answer;
  };
  try {
    const messaging = { ...away.messaging, triggerCampaign } as Messaging;
    expect(await ledger.work({ ...away, messaging, groupSize: 1 })).toMatchObject({ accepted: 9, in_doubt: 3 });
    expect(away.asked).toEqual([START, ...[1, 2, 3].map(() => START + MINUTE)]);
  } finally {
    spy.mockRestore();
  }
});

test('an outage that begins with the second of two groups is one, although the first was accepted', async () => {
  await ledger.begin(0);
  const away = world([() => ACCEPTED, () => DOUBT]);
  const triggerCampaign = async (...request: Parameters<Messaging['triggerCampaign']>): Promise<SendAnswer> => {
    const answer = await away.messaging.triggerCampaign(...request);
    // The first answer comes after the second.
    if (away.asked.length === 1) await setTimeout(50);
    return answer;
  };
  const messaging = { ...away.messaging, triggerCampaign } as Messaging;
  expect(await ledger.work({ ...away, messaging, groupSize: 1 })).toMatchObject({ accepted: 9, in_doubt: 3 });
  expect(away.asked).toEqual([START, START, START + MINUTE, START + MINUTE]);
});

test('an outage that begins in the middle of a group is found out by a single request', async () => {
  await ledger.begin(0);
  const away = world([() => ACCEPTED, () => DOUBT, () => DOUBT]);
  expect(await ledger.work({ ...away, groupSize: 2 })).toMatchObject({ accepted: 6, in_doubt: 6 });
  // A group of two, of which one was answered; one request that finds out; after its pause one more.
  expect(away.asked).toEqual([START, START, START, START + MINUTE]);
});

test('who meets nobody does not go through the whole day with it, and ends after five tries', async () => {
  await ledger.begin(0);
  const unmet = (now: Instant): SendAnswer => ({
    ...{ kind: 'retry', reason: 'connection_refused', status: null, notBeforeAt: now + 5_000 },
  });
  const away = world([() => ACCEPTED, ...Array.from({ length: 20 }, () => unmet)]);
  await expect(ledger.work({ ...away, groupSize: 2 })).rejects.toMatchObject({ code: 'braze_unreachable' });
  expect(away.asked.map((at) => at - START)).toEqual([0, 0, 0, 5_000, 10_000, 15_000, 20_000]);
  expect(await statesOf()).toEqual(['accepted', 'planned', 'planned', 'planned']);
});

test('taken up again after a used-up hour, it begins with a single request', async () => {
  await ledger.begin(0);
  const full = world([...Array(4).keys()].map(() => (now) => refusedUntil(now + HOUR)));
  expect(await ledger.work({ ...full, mayWait: () => false })).toEqual(new Rest(START + HOUR));
  await full.clock.sleepUntil(START + HOUR);
  const again = world([() => refusedUntil(START + 2 * HOUR)]);
  expect(await ledger.work({ ...again, clock: full.clock, mayWait: () => false })).toEqual(new Rest(START + 2 * HOUR));
  expect(again.asked).toHaveLength(1);
});

test('what has no hour of its own is not sent into the hour before the next run, however late its own run began', async () => {
  await ledger.begin(0);
  // The run of a day that was to begin at 06:00 began at 08:00; the next one is at 06:00.
  const away = world([...Array(4).keys()].map(() => () => refusedUntil(START + 21.5 * HOUR)));
  expect(await ledger.work(away)).toMatchObject({ accepted: 0, not_sent: 12, reason: 'too_late' });
  expect(away.asked).toHaveLength(4);
});

test('after a restore a later marker proves nothing about a doubt that was in the backup', async () => {
  await ledger.begin(0);
  const { db } = ledger.store.state;
  await setMeta(db, `sent_groups_forgotten ${AGENT}`, '2026-01-06');
  await setMeta(db, `sent_groups_taken_up ${AGENT}`, DAY);
  const doubting = world([...Array(4).keys()].map(() => () => DOUBT));
  const readMarkers = async (ids: readonly string[]) =>
    new Map(ids.map((id): [string, Marker] => [id, { kind: 'written', value: ledger.decisionOn('2026-01-06', id) }]));
  const messaging = { ...doubting.messaging, readMarkers } as Messaging;
  expect(await ledger.work({ ...doubting, messaging, readBack: true })).toMatchObject({ in_doubt: 12, not_sent: 0 });
  expect(doubting.asked).toHaveLength(4);
});

test('more than one message in a thousand in doubt is an alert, and says where to look', () => {
  expect(doubtAlert('winback', { accepted: 999, in_doubt: 1 })).toBeNull();
  expect(doubtAlert('winback', { accepted: 0, in_doubt: 0 })).toBeNull();
  expect(doubtAlert('winback', { accepted: 996, in_doubt: 4 })).toMatch(
    /^4 of 1,000 messages \(0\.4.%\) stayed in doubt .* fitly report winback --part diagnostics$/,
  );
});
