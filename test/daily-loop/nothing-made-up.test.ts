/** What must not go out: a file that a pause has withheld, and messages of days that are over. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { moveAgent } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { expect, it } from 'vitest';
import { AGENT, FIRST_DAY, runNext, runUntil, startRehearsal } from '../support/rehearsal.ts';

const daily = (yaml: string): string => yaml.replace('every: 14 days ', 'every: 1 day ');

it('an agent in mode file that is paused in the middle of a day hands nothing out, and the ledger says so', async () => {
  const mode = 'mode: file\n  format: csv\n  activation: assumed';
  const rehearsal = await startRehearsal({
    customers: 300,
    edit: (yaml) => daily(yaml).replace('mode: campaign', mode),
  });
  try {
    const planned = rehearsal.inside((workspace) => runUntil(workspace, 'plan'));
    await expect(planned).rejects.toMatchObject({ code: 'interrupted' });
    await rehearsal.inside(async (workspace) => {
      await moveAgent(workspace, { agent: asAgentName(AGENT), move: 'pause', by: 'ann', note: null });
      const { steps } = await runNext(workspace);
      expect(steps.dispatch).toEqual({ written: 0 });
      const batches = await batchesOf(workspace.store.state.db, asAgentName(AGENT), FIRST_DAY);
      expect(new Set(batches.map(({ state, reason }) => `${state} ${reason}`))).toEqual(
        new Set(['not_sent agent_paused']),
      );
    });
    const folder = join(rehearsal.folder, 'recommendations', AGENT);
    expect(await readdir(folder).catch(() => [])).toEqual([]);
  } finally {
    await rehearsal.close();
  }
});

it('days that were missed are measured and never made up: nobody gets the messages of a week in an hour', async () => {
  const rehearsal = await startRehearsal({ customers: 200, edit: daily });
  try {
    await rehearsal.play(1);
    const before = rehearsal.sandbox.journal().length;
    rehearsal.sandbox.clock.advanceTo(rehearsal.sandbox.clock.now() + 5 * 86_400_000);
    await rehearsal.inside(async (workspace) => {
      for (let n = 1; n <= 4; n++) {
        const { day, steps } = await runNext(workspace);
        expect(day).toBe(addDays(FIRST_DAY, n));
        expect(steps.decide).toMatchObject({ decisions: 0, state: 'missed' });
      }
      expect(rehearsal.sandbox.journal()).toHaveLength(before);
      const { steps } = await runNext(workspace, addDays(FIRST_DAY, 5));
      const caughtUp = steps.decide?.['state'] === undefined ? steps : (await runNext(workspace)).steps;
      expect(Number(caughtUp.decide?.['decisions'])).toBeGreaterThan(100);
    });
  } finally {
    await rehearsal.close();
  }
});
