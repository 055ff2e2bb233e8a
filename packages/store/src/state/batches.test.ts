import { join } from 'node:path';
import type { BatchState } from '@fitly/core/dispatch';
import { asAgentName, asDecisionId } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { agent, backToTheFirstSchema, day, keyOf, now, temporaryFolder, temporaryState } from '../testing.ts';
import { addBatches, batchesOf, doubtDeadSends, moveBatches, requestsOfOthers } from './batches.ts';
import { openState } from './open-state.ts';
import { claimRun } from './runs.ts';

const stored = (position: number) => ({
  batchKey: `batch ${position}`,
  agent,
  day,
  request: 'campaign' as const,
  targetId: 'campaign-1',
  content: null,
  sendAt: now + position,
  position,
  decisionIds: [asDecisionId(keyOf(position)), asDecisionId(keyOf(position + 100))],
});

const batch = (position: number) => ({ ...stored(position), withheld: null });

async function planned(count: number) {
  const state = await temporaryState();
  await claimRun(state.db, { agent, day, agentVersion: 1, startedAt: now });
  await addBatches(
    state.db,
    Array.from({ length: count }, (_, position) => batch(count - 1 - position)),
    now,
  );
  return state;
}

describe('batches', () => {
  test('come back in the order of the plan, with their members in order', async () => {
    const { db } = await planned(3);
    const found = await batchesOf(db, agent, day);
    expect(found.map((one) => one.position)).toEqual([0, 1, 2]);
    expect(found[1]).toEqual({
      ...stored(1),
      state: 'planned',
      dispatchId: null,
      reason: null,
      attempts: 0,
      notBefore: null,
      updatedAt: now,
      doubtAt: null,
      lookAt: null,
      repeats: null,
    });
  });

  test('of direct messages hold what was said', async () => {
    const { db } = await planned(1);
    const content = { channel: 'email', fields: { subject: 'Hi', should_inline_css: true } } as const;
    await addBatches(db, [{ ...batch(1), request: 'message', targetId: 'c/v', content }], now);
    expect((await batchesOf(db, agent, day))[1]).toMatchObject({ request: 'message', targetId: 'c/v', content });
  });

  test('that are withheld are not sent from the beginning, with the reason, and never move', async () => {
    const { db } = await planned(0);
    await addBatches(db, [{ ...batch(0), withheld: 'group_not_written' }], now);
    const [found] = await batchesOf(db, agent, day);
    expect(found).toMatchObject({ state: 'not_sent', reason: 'group_not_written', attempts: 0 });
    expect(await moveBatches(db, ['batch 0'], 'planned', 'sending', { at: now })).toBe(0);
  });

  test('planned again keep their state, and another batch in the same place is an error', async () => {
    const { db } = await planned(2);
    await moveBatches(db, ['batch 1'], 'planned', 'sending', { at: now + 1 });
    expect(await addBatches(db, [batch(0), batch(1)], now + 2)).toBe(0);
    expect((await batchesOf(db, agent, day)).map((one) => one.state)).toEqual(['planned', 'sending']);
    await expect(addBatches(db, [{ ...batch(1), batchKey: 'other' }], now)).rejects.toThrow(/UNIQUE/);
  });

  test('move by compare-and-set: of two workers one moves each batch', async () => {
    const { db } = await planned(4);
    const all = [0, 1, 2, 3].map((n) => `batch ${n}`);
    expect(await moveBatches(db, all.slice(0, 3), 'planned', 'sending', { at: now + 1 })).toBe(3);
    expect(await moveBatches(db, all, 'planned', 'sending', { at: now + 2 })).toBe(1);
    expect(await moveBatches(db, all, 'planned', 'sending', { at: now + 3 })).toBe(0);
    expect((await batchesOf(db, agent, day)).map((one) => one.attempts)).toEqual([1, 1, 1, 1]);
  });

  test('keep the fields that a move does not name', async () => {
    const { db } = await planned(1);
    await moveBatches(db, ['batch 0'], 'planned', 'sending', { at: now });
    await moveBatches(db, ['batch 0'], 'sending', 'planned', { at: now + 1, reason: 'http_429', notBefore: now + 60 });
    await moveBatches(db, ['batch 0'], 'planned', 'sending', { at: now + 60 });
    await moveBatches(db, ['batch 0'], 'sending', 'accepted', {
      at: now + 61,
      dispatchIds: new Map([['batch 0', 'd-1']]),
      reason: null,
    });
    expect((await batchesOf(db, agent, day))[0]).toMatchObject({
      state: 'accepted',
      dispatchId: 'd-1',
      reason: null,
      notBefore: now + 60,
      attempts: 2,
      updatedAt: now + 61,
    });
  });

  test.each([
    ['accepted', 'planned'],
    ['accepted', 'sending'],
    ['rejected', 'sending'],
    ['not_sent', 'sending'],
    ['in_doubt', 'sending'],
    ['in_doubt', 'planned'],
    ['planned', 'accepted'],
  ] satisfies [BatchState, BatchState][])('never go from %s to %s', async (from, to) => {
    const { db } = await planned(1);
    await expect(moveBatches(db, ['batch 0'], from, to, { at: now })).rejects.toMatchObject({ code: 'internal' });
  });

  test('that were being sent when the process died are in doubt, the others stay', async () => {
    const { db } = await planned(3);
    await moveBatches(db, ['batch 0', 'batch 1'], 'planned', 'sending', { at: now });
    await moveBatches(db, ['batch 0'], 'sending', 'accepted', { at: now, dispatchIds: new Map([['batch 0', 'd']]) });
    expect(await doubtDeadSends(db, agent, now + 9)).toBe(1);
    expect(await doubtDeadSends(db, agent, now + 9)).toBe(0);
    const found = await batchesOf(db, agent, day);
    expect(found.map((one) => one.state)).toEqual(['accepted', 'in_doubt', 'planned']);
    expect(found[1]).toMatchObject({ reason: 'process_ended', updatedAt: now + 9 });
  });
});

test('a batch of answers has left when it comes into the ledger, and asks Braze for nothing', async () => {
  const { db } = await temporaryState();
  await claimRun(db, { agent, day, agentVersion: 1, startedAt: now });
  await addBatches(db, [{ ...batch(0), request: 'api', targetId: 'api', hasLeft: true }], now);
  expect(await batchesOf(db, agent, day)).toMatchObject([{ request: 'api', state: 'accepted', attempts: 0 }]);
  const all = { from: 0, to: Number.MAX_SAFE_INTEGER };
  expect(await requestsOfOthers(db, asAgentName('another'), all)).toEqual([]);
});

test('a batch that an earlier Fitly planned is one of a campaign, or one of a file', async () => {
  const file = join(await temporaryFolder(), 'state.db');
  const before = await openState(file);
  await claimRun(before.db, { agent, day, agentVersion: 1, startedAt: now });
  await addBatches(before.db, [batch(0), { ...batch(1), targetId: 'file' }], now);
  await before.close();
  backToTheFirstSchema(file).close();
  const after = await openState(file);
  expect(await batchesOf(after.db, agent, day)).toMatchObject([
    { ...stored(0), state: 'planned' },
    { ...stored(1), state: 'planned', request: 'file', targetId: 'file' },
  ]);
  await after.close();
});
