/** A second agent of a workspace begins with what the first has learned. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionSpaceOf } from '@fitly/core/design';
import { deserializePolicyVersion, featureLayout } from '@fitly/core/policy';
import { asAgentName } from '@fitly/core/terms';
import { loadReport, replayDay, runAgent, startAgent, type Workspace } from '@fitly/service';
import { latestEncoding, learnerState, policyVersion } from '@fitly/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const SECOND = asAgentName('second');
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 200,
    edit: (yaml) => yaml.replace('every: 14 days', 'every: 2 days').replace('horizon: 14 days', 'horizon: 2 days'),
  });
}, 60_000);
afterAll(() => rehearsal.close());

async function writeSecond(startFrom: string): Promise<void> {
  const folder = join(rehearsal.folder, 'agents');
  const yaml = await readFile(join(folder, `${AGENT}.yaml`), 'utf8');
  const edited = yaml
    .replace(`name: ${AGENT}`, `name: ${SECOND}`)
    .replace('learning:', `learning:\n  startFrom: ${startFrom}`)
    .replace(
      '- { id: h20, label: 8 in the evening, hour: 20 }',
      '- { id: h20, label: 8 in the evening, hour: 20 }\n      - { id: h22, label: Late, hour: 22 }',
    );
  await writeFile(join(folder, `${SECOND}.yaml`), edited);
}

const start = (workspace: Workspace) => startAgent(workspace, { agentName: SECOND, by: 'a test', note: null });
const runSecond = (workspace: Workspace) =>
  runAgent({
    ...{ workspace, agentName: SECOND, day: null },
    ...{ signal: new AbortController().signal, onProgress: () => {}, elapsedMs: () => 0 },
  });
const issue = (words: string) =>
  expect.objectContaining({
    code: 'agent_file_invalid',
    issues: [expect.objectContaining({ path: 'learning.startFrom', message: expect.stringContaining(words) })],
  });

test('the first run acts by it, tells of it, and replays the same after the first agent has gone on', {
  timeout: 120_000,
}, async () => {
  await rehearsal.play(1);
  await writeSecond('hillstorm');
  await rehearsal.inside((workspace) => expect(start(workspace)).rejects.toEqual(issue('did you mean `hillstrom`?')));
  await writeSecond(AGENT);
  await rehearsal.inside((workspace) => expect(start(workspace)).rejects.toEqual(issue('has learned nothing yet')));

  await rehearsal.play(4);
  const { day } = await rehearsal.inside(async (workspace) => {
    await start(workspace);
    return runSecond(workspace);
  });
  await rehearsal.inside(async (workspace) => {
    const { db } = workspace.store.state;
    const version = deserializePolicyVersion((await policyVersion(db, SECOND, 1))!.payload);
    if (version.kind !== 'linear_draws') throw new Error('the first version knows nothing');
    const layout = featureLayout(actionSpaceOf(version.space), version.contextSize);
    expect(layout.space.dimensions.flatMap(({ optionIds }) => optionIds)).toContain('h22');
    expect((await latestEncoding(db, SECOND))?.payload).toEqual(
      (await latestEncoding(db, asAgentName(AGENT)))?.payload,
    );
    const { timeline } = (await loadReport(workspace, SECOND))!;
    expect(timeline.map(({ label }) => label)).toContain(`Began with what ${AGENT} learned`);
    expect(await learnerState(db, SECOND)).not.toBeNull();
  });
  await rehearsal.play(1);
  const replayed = await rehearsal.inside((workspace) => replayDay({ workspace, agentName: SECOND, day }));
  expect(replayed.differences).toEqual([]);

  await rehearsal.inside(runSecond);
  await writeSecond('null');
  await rehearsal.inside((workspace) =>
    expect(runSecond(workspace)).rejects.toEqual(issue('put it back, or give the agent another name')),
  );
});
