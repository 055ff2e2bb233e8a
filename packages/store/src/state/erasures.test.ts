import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { asDecisionId } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { customerKey, deriveKeys, pseudonymOf, tombstoneOf } from '../keys.ts';
import { seal } from '../sealing.ts';
import { agent, day, keyOf, now, temporaryState } from '../testing.ts';
import { addBatches, batchesOf } from './batches.ts';
import { addCustomers, customerKeys, sealedIds } from './customers.ts';
import { addEnrolments, enrolmentsOf } from './enrolments.ts';
import {
  addErasedReceipts,
  addErasure,
  erasedCustomers,
  erasedReceipts,
  eraseFromState,
  erasures,
  finishErasures,
  tombstones,
  unfinishedTombstones,
} from './erasures.ts';
import { keepProfileAttributes, profileAttributesOf } from './profile-attributes.ts';
import { claimRun } from './runs.ts';

const KEYS = deriveKeys(randomBytes(32));
const [first, second] = [asDecisionId(keyOf(101)), asDecisionId(keyOf(102))];

/** Two customers of one agent; the first alone in a batch that is planned, both in one that is planned too. */
async function withTwo() {
  const state = await temporaryState();
  const { db } = state;
  await claimRun(db, { agent, day, agentVersion: 1, startedAt: now });
  const customers = [1, 2].map((n) => ({
    customerKey: keyOf(n),
    sealed: seal(KEYS, keyOf(n), `external-${n}`),
    timeZone: null,
    firstSeenAt: now,
  }));
  await addCustomers(db, customers);
  const place = { group: 'holdout', epoch: 1, enrolledDay: day } as const;
  await addEnrolments(db, agent, [
    { customerKey: keyOf(1), ...place },
    { customerKey: keyOf(2), ...place },
  ]);
  await keepProfileAttributes(db, agent, [{ customerKey: keyOf(1), values: { group: 'holdout' } }], now);
  const batch = (position: number, decisionIds: (typeof first)[]) => ({
    ...{ batchKey: `b${position}`, agent, day, request: 'campaign' as const, targetId: 'c', content: null },
    ...{ sendAt: now, position, withheld: null, decisionIds },
  });
  await addBatches(db, [batch(0, [first]), batch(1, [second, first])], now);
  return { state, db };
}

test('a customer leaves every table; a decision leaves its batch, and a batch of nobody is not sent', async () => {
  const { db } = await withTwo();
  await eraseFromState(db, { key: keyOf(1), decisions: [{ agent, day, decisionId: first }] }, now);
  expect(await customerKeys(db)).toEqual([keyOf(2)]);
  expect(await enrolmentsOf(db, keyOf(1))).toEqual([]);
  expect(await profileAttributesOf(db, keyOf(1))).toEqual([]);
  expect(await batchesOf(db, agent, day)).toMatchObject([
    { decisionIds: [], state: 'not_sent', reason: 'erased' },
    { decisionIds: [second], state: 'planned', reason: null },
  ]);
  expect(await erasedCustomers(db, agent)).toEqual({ holdout: 1 });
});

test('the record says when and by whom; asked for again it opens again, with its first date', async () => {
  const { db } = await withTwo();
  await addErasure(db, 'stone', now, 'ana');
  expect(await unfinishedTombstones(db)).toEqual(new Set(['stone']));
  await finishErasures(db, new Set(['another']), now + 1);
  expect(await unfinishedTombstones(db)).toEqual(new Set(['stone']));
  await finishErasures(db, new Set(['stone']), now + 1);
  expect(await erasures(db)).toEqual([{ erasedAt: now, by: 'ana', cleanedAt: now + 1 }]);
  await addErasure(db, 'stone', now + 2, 'leo');
  expect(await erasures(db)).toEqual([{ erasedAt: now, by: 'ana', cleanedAt: null }]);
  expect(await tombstones(db)).toEqual(new Set(['stone']));
});

test('receipts are counted by day and group, never by customer', async () => {
  const { db } = await withTwo();
  const receipt = { agent, day, group: 'agent', decisions: 1 } as const;
  await addErasedReceipts(db, [receipt, receipt]);
  expect(await erasedReceipts(db, agent, day)).toEqual([{ ...receipt, decisions: 2 }]);
});

test('after a scrub no byte of a deleted row is in the database or its log', async () => {
  const { state, db } = await withTwo();
  const sealed = Buffer.from((await sealedIds(db, [keyOf(1)])).get(keyOf(1))!).toString('latin1');
  const bytes = async () =>
    (await readFile(state.file, 'latin1')) + (await readFile(`${state.file}-wal`, 'latin1').catch(() => ''));
  expect(await bytes()).toContain(sealed);
  await eraseFromState(db, { key: keyOf(1), decisions: [{ agent, day, decisionId: first }] }, now);
  await state.scrub();
  const after = await bytes();
  for (const trace of [sealed, keyOf(1), first]) expect(after).not.toContain(trace);
  expect(after).toContain(keyOf(2));
});

test('a tombstone is none of the other things that an id is turned into, and the same for the same customer', () => {
  const key = customerKey(KEYS, 'mtd-00042');
  const tombstone = tombstoneOf(KEYS, key);
  expect(tombstone).toMatch(/^[0-9a-f]{32}$/);
  expect(tombstoneOf(KEYS, customerKey(KEYS, 'mtd-00042'))).toBe(tombstone);
  expect(tombstoneOf(KEYS, customerKey(KEYS, 'mtd-00043'))).not.toBe(tombstone);
  expect(tombstoneOf(deriveKeys(randomBytes(32)), key)).not.toBe(tombstone);
  expect(new Set([key, tombstone, pseudonymOf(KEYS, key), customerKey(KEYS, key)]).size).toBe(4);
});
