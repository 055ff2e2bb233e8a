import { join } from 'node:path';
import { asAgentName } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { agent, backToTheFirstSchema, day, nextDay, now, temporaryFolder, temporaryState } from '../testing.ts';
import { addAgentState, agentStates, currentAgentState } from './agent-states.ts';
import { openState } from './open-state.ts';
import { claimRun } from './runs.ts';

test('states are added in order, each with who, when and why, and the newest counts', async () => {
  const { db } = await temporaryState();
  expect(await currentAgentState(db, agent)).toBeNull();
  const running = { agent, state: 'running', at: now, by: 'ann', note: null } as const;
  const paused = { agent, state: 'paused', at: now + 1, by: 'bob', note: 'sale' } as const;
  await addAgentState(db, { ...running, after: 0 });
  await addAgentState(db, { ...paused, after: 1 });
  expect(await agentStates(db, agent)).toEqual([
    { ...running, seq: 1 },
    { ...paused, seq: 2 },
  ]);
  expect(await currentAgentState(db, agent)).toEqual({ ...paused, seq: 2 });
  expect(await agentStates(db, asAgentName('another'))).toEqual([]);
});

test('of two changes that saw the same state only the first is kept', async () => {
  const { db } = await temporaryState();
  const change = { agent, at: now, by: null, note: null, after: 0 } as const;
  await addAgentState(db, { ...change, state: 'running' });
  const second = addAgentState(db, { ...change, state: 'draft' });
  await expect(second).rejects.toMatchObject({ code: 'agent_state_invalid' });
  expect(await currentAgentState(db, agent)).toMatchObject({ state: 'running' });
});

test('an agent that has runs is running after the migration; one that was only saved is a draft', async () => {
  const file = join(await temporaryFolder(), 'state.db');
  const before = await openState(file);
  for (const [index, each] of [day, nextDay].entries())
    await claimRun(before.db, { agent, day: each, agentVersion: 1, startedAt: now + index });
  await before.close();
  const database = backToTheFirstSchema(file);
  database.exec(`insert into agent_versions values ('saved-only', 1, 'a: 1', '{}', 1)`);
  database.close();
  const after = await openState(file);
  const note = 'had runs before states were kept';
  expect(await agentStates(after.db, agent)).toEqual([{ agent, seq: 1, state: 'running', at: now, by: null, note }]);
  expect(await currentAgentState(after.db, asAgentName('saved-only'))).toBeNull();
  await after.close();
});
