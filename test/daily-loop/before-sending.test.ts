/** A day with far more messages than usual in the running product: stopped before anything leaves, given up, or sent all the same. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName } from '@fitly/core/terms';
import { loadReport, moveAgent, workspacePaths } from '@fitly/service';
import { batchesOf, listRuns } from '@fitly/store';
import { expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const NAME = asAgentName(AGENT);
const [, , , FOURTH, FIFTH] = daysFrom(5);

/** Nearly everybody is due every day from now on. */
async function sendToAll({ folder }: Rehearsal): Promise<void> {
  const path = join(workspacePaths(folder).agents, `${AGENT}.yaml`);
  await writeFile(path, (await readFile(path, 'utf8')).replace('every: 30 days', 'every: 1 day'));
}

it('stops a spike before anything leaves, can be given up, and is sent when a person says so', async () => {
  const rehearsal = await startRehearsal({
    customers: 240,
    edit: (yaml) => yaml.replace(/every: .*/, 'every: 30 days'),
  });
  const run = (...more: string[]) => callFitly(['run', AGENT, '--folder', rehearsal.folder, '--json', ...more]);
  const move = (to: 'pause' | 'resume') =>
    rehearsal.inside((workspace) => moveAgent(workspace, { agent: NAME, move: to, by: 'ann', note: 'a look' }));
  const requests = () => rehearsal.sandbox.journal().length;
  const statesOn = (day: typeof FOURTH) =>
    rehearsal.inside(async ({ store }) => {
      const batches = await batchesOf(store.state.db, NAME, day!);
      return [...new Set(batches.map(({ state, reason }) => `${state} ${reason}`))];
    });
  try {
    await rehearsal.play(3);
    await sendToAll(rehearsal);
    const before = requests();
    for (const stopped of [await run(), await run()]) {
      expect(stopped.code).toBe(6);
      const failure = JSON.parse(stopped.out || stopped.err);
      expect(failure.error ?? failure).toMatchObject({
        code: 'sending_stopped',
        message: expect.stringMatching(/nothing of .* messages are planned, and \d+ were usual .*: a spike/),
        next: expect.stringContaining('--send-anyway'),
      });
    }
    expect(requests()).toBe(before);
    expect(await statesOn(FOURTH)).toEqual(['planned null']);

    await move('pause');
    expect((await run()).code).toBe(0);
    await move('resume');
    expect(await statesOn(FOURTH)).toEqual(['not_sent agent_paused']);
    expect(requests()).toBe(before);

    // What was given up does not make the next spike usual.
    expect((await run()).code).toBe(6);
    expect(requests()).toBe(before);
    expect((await run('--send-anyway')).code).toBe(0);
    expect(requests()).toBeGreaterThan(before);
    expect(await statesOn(FIFTH)).toEqual(['accepted null']);

    await rehearsal.inside(async (workspace) => {
      const { facts } = (await listRuns(workspace.store.state.db, NAME)).at(-1)!;
      expect(facts['sent_anyway']).toMatchObject({ at: expect.any(Number) });
      const report = await loadReport(workspace, AGENT);
      expect(report?.timeline.filter(({ kind }) => kind === 'sending')).toMatchObject([
        { day: FOURTH, label: 'Stopped before sending' },
        { day: FIFTH, label: 'Sent anyway', details: expect.stringContaining('a spike') },
      ]);
    });
  } finally {
    await rehearsal.close();
  }
});
