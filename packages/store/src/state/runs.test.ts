import { asAgentName } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { agent, day, nextDay, now, temporaryState } from '../testing.ts';
import { finishedSteps, finishStep } from './run-steps.ts';
import { agentsWithRuns, claimRun, finishRun, listRuns, run, setRunFact } from './runs.ts';

const claim = { agent, day, agentVersion: 3, startedAt: now };

describe('a run', () => {
  test('is claimed once: a second claim takes the first up, in a new epoch, until it is done', async () => {
    const { db } = await temporaryState();
    const first = await claimRun(db, claim);
    expect(first).toEqual({ ...claim, status: 'running', finishedAt: null, facts: {}, epoch: 1 });
    expect(await claimRun(db, { ...claim, agentVersion: 4, startedAt: now + 99 })).toEqual({ ...first, epoch: 2 });
    await finishRun(db, agent, day, now + 5);
    expect(await claimRun(db, claim)).toMatchObject({ status: 'done', finishedAt: now + 5, epoch: 2 });
    expect(await listRuns(db, agent)).toHaveLength(1);
  });

  test('keeps named facts of any JSON shape', async () => {
    const { db } = await temporaryState();
    await claimRun(db, claim);
    await setRunFact(db, agent, day, 'policyVersion', 7);
    await setRunFact(db, agent, day, 'window', { from: 1, text: 'it\'s "quoted"', none: null });
    await setRunFact(db, agent, day, 'policyVersion', [8]);
    const facts = { policyVersion: [8], window: { from: 1, text: 'it\'s "quoted"', none: null } };
    expect((await run(db, agent, day))?.facts).toEqual(facts);
    await expect(setRunFact(db, agent, day, 'a.b', 1)).rejects.toMatchObject({ code: 'internal' });
  });

  test('that was never claimed cannot be finished or described', async () => {
    const { db } = await temporaryState();
    expect(await run(db, agent, day)).toBeNull();
    await expect(finishRun(db, agent, day, now)).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(setRunFact(db, agent, day, 'x', 1)).rejects.toMatchObject({ code: 'run_not_found' });
  });

  test('agents that were ever run are listed by name, each once', async () => {
    const { db } = await temporaryState();
    expect(await agentsWithRuns(db)).toEqual([]);
    for (const each of ['winback', 'loyalty'].map(asAgentName)) {
      for (const on of [day, nextDay]) await claimRun(db, { ...claim, agent: each, day: on });
    }
    expect(await agentsWithRuns(db)).toEqual(['loyalty', 'winback']);
  });

  test('runs are listed by day', async () => {
    const { db } = await temporaryState();
    for (const each of [nextDay, day]) await claimRun(db, { ...claim, day: each });
    expect((await listRuns(db, agent)).map((one) => one.day)).toEqual([day, nextDay]);
  });
});

describe('a step', () => {
  test('is finished once; a second finish undoes the transaction it stands in', async () => {
    const state = await temporaryState();
    await claimRun(state.db, claim);
    const finish = { agent, day, step: 'learn', at: now, summary: { rows: 12 } } as const;
    await finishStep(state.db, finish);
    const again = state.transaction(async (tx) => {
      await setRunFact(tx, agent, day, 'doubled', true);
      await finishStep(tx, { ...finish, summary: { rows: 13 } });
    });
    await expect(again).rejects.toMatchObject({ code: 'internal' });
    const finished = await finishedSteps(state.db, agent, day);
    expect([...finished.values()]).toEqual([{ step: 'learn', finishedAt: now, summary: { rows: 12 } }]);
    expect((await run(state.db, agent, day))?.facts).toEqual({});
    expect((await finishedSteps(state.db, agent, nextDay)).size).toBe(0);
  });
});
