import { describe, expect, test } from 'vitest';
import { agent, day, nextDay, now, temporaryState } from '../testing.ts';
import { addAllocationEpoch, allocationEpochs } from './allocation-epochs.ts';
import { encoding, latestEncoding, saveEncoding } from './encodings.ts';
import { learnerState, saveLearnerState } from './learner-states.ts';
import { latestPolicyVersion, policyVersion, savePolicyVersion } from './policy-versions.ts';

const payload = Uint8Array.from({ length: 1000 }, (_, at) => (at * 7) % 256);
const policy = { agent, version: 1, day, kind: 'linear_thompson', payload, createdAt: now };

describe('policy versions', () => {
  test('come back byte for byte, and are never overwritten', async () => {
    const { db } = await temporaryState();
    await savePolicyVersion(db, policy);
    await savePolicyVersion(db, { ...policy, version: 2, day: nextDay, payload: Uint8Array.of(1) });
    expect(await policyVersion(db, agent, 1)).toEqual(policy);
    expect(await latestPolicyVersion(db, agent)).toMatchObject({ version: 2, day: nextDay });
    expect(await policyVersion(db, agent, 3)).toBeNull();
    await expect(savePolicyVersion(db, policy)).rejects.toThrow(/UNIQUE/);
  });

  test('with one flipped bit are damaged, not used', async () => {
    const { db } = await temporaryState();
    await savePolicyVersion(db, policy);
    const flipped = Uint8Array.from(payload);
    flipped[500]! ^= 16;
    await db.updateTable('policy_versions').set({ payload: flipped }).execute();
    await expect(policyVersion(db, agent, 1)).rejects.toMatchObject({
      code: 'database_damaged',
      message: expect.stringContaining('policy version 1 of winback'),
    });
  });
});

test('the learner state is replaced by the next one, and checked', async () => {
  const { db } = await temporaryState();
  expect(await learnerState(db, agent)).toBeNull();
  await saveLearnerState(db, agent, { throughDay: day, payload });
  await saveLearnerState(db, agent, { throughDay: nextDay, payload: Uint8Array.of(1, 2) });
  expect(await learnerState(db, agent)).toEqual({ throughDay: nextDay, payload: Uint8Array.of(1, 2) });
  await db
    .updateTable('learner_states')
    .set({ payload: Uint8Array.of(1, 3) })
    .execute();
  await expect(learnerState(db, agent)).rejects.toMatchObject({ code: 'database_damaged' });
});

test('encodings are kept by version', async () => {
  const { db } = await temporaryState();
  expect(await latestEncoding(db, agent)).toBeNull();
  await saveEncoding(db, agent, { version: 1, payload: { means: [0.1, 2] } });
  await saveEncoding(db, agent, { version: 2, payload: { means: [] } });
  expect(await encoding(db, agent, 1)).toEqual({ version: 1, payload: { means: [0.1, 2] } });
  expect((await latestEncoding(db, agent))?.version).toBe(2);
  await expect(saveEncoding(db, agent, { version: 2, payload: 0 })).rejects.toThrow(/UNIQUE/);
});

test('allocation epochs come back oldest first', async () => {
  const { db } = await temporaryState();
  const shares = { agent: 0.7, random_control: 0.2, business_as_usual: 0, holdout: 0.1 };
  await addAllocationEpoch(db, agent, { epoch: 2, shares, fromDay: nextDay });
  await addAllocationEpoch(db, agent, { epoch: 1, shares, fromDay: day });
  expect((await allocationEpochs(db, agent)).map((one) => [one.epoch, one.fromDay])).toEqual([
    [1, day],
    [2, nextDay],
  ]);
});
