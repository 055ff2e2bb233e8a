import { asAgentName } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { agent, now, temporaryState } from '../testing.ts';
import { agentVersion, agentVersions, latestAgent, listAgents, saveAgentVersion } from './agent-versions.ts';

test('a version is added only when the text differs from the newest one', async () => {
  const { db } = await temporaryState();
  const save = (yaml: string, at: number) =>
    saveAgentVersion(db, { agent, yaml, agentJson: JSON.stringify({ yaml }), at, by: 'ann' });
  expect(await save('a: 1', now)).toMatchObject({ version: 1, savedAt: now, savedBy: 'ann' });
  expect(await save('a: 1', now + 1)).toMatchObject({ version: 1, savedAt: now });
  expect(await save('a: 2', now + 2)).toMatchObject({ version: 2, yaml: 'a: 2' });
  expect(await save('a: 1', now + 3)).toMatchObject({ version: 3, yaml: 'a: 1' });
  expect(await latestAgent(db, agent)).toMatchObject({ version: 3 });
  expect(await agentVersion(db, agent, 2)).toMatchObject({ yaml: 'a: 2' });
  expect(await agentVersion(db, agent, 4)).toBeNull();
  expect((await agentVersions(db, agent)).map((one) => one.yaml)).toEqual(['a: 1', 'a: 2', 'a: 1']);
});

test('the list holds the newest version of each agent by name', async () => {
  const { db } = await temporaryState();
  for (const [name, yaml] of [
    ['winback', '1'],
    ['cross-sell', '1'],
    ['winback', '2'],
  ] as const) {
    await saveAgentVersion(db, { agent: asAgentName(name), yaml, agentJson: '{}', at: now, by: null });
  }
  const listed = await listAgents(db);
  expect(listed.map((one) => [one.agent, one.version])).toEqual([
    ['cross-sell', 1],
    ['winback', 2],
  ]);
  expect(await latestAgent(db, asAgentName('unknown'))).toBeNull();
});
