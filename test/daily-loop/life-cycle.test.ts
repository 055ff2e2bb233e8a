/** What a run does for an agent in each state of its life: nothing for a draft, everything but deciding while it is paused. */
import type { LifeMove } from '@fitly/core/design';
import { asAgentName, type Step } from '@fitly/core/terms';
import { moveAgent, replayDay } from '@fitly/service';
import { batchesOf } from '@fitly/store';
import { afterEach, expect, it } from 'vitest';
import { AGENT, daysFrom, FIRST_DAY, type Rehearsal, runNext, runUntil, startRehearsal } from '../support/rehearsal.ts';

const HORIZON_DAYS = 3;
let rehearsal: Rehearsal;
async function start(draft = false): Promise<void> {
  const edit = (yaml: string): string => yaml.replace('horizon: 14 days', `horizon: ${HORIZON_DAYS} days`);
  rehearsal = await startRehearsal({ customers: 300, edit, draft });
}
afterEach(() => rehearsal.close());

const agent = asAgentName(AGENT);
const move = (what: LifeMove) =>
  rehearsal.inside((workspace) => moveAgent(workspace, { agent, move: what, by: 'ann', note: null }));
const run = () => rehearsal.inside((workspace) => runNext(workspace));
const sent = (): number => rehearsal.sandbox.journal().flatMap((entry) => entry.recipients).length;

it('a draft is not run: the message holds the command that starts it, and nothing is kept', async () => {
  await start(true);
  await expect(run()).rejects.toMatchObject({
    code: 'agent_state_invalid',
    message: expect.stringContaining('draft'),
    next: expect.stringContaining(`fitly agent start ${AGENT} --folder ${rehearsal.folder}`),
  });
  expect(sent()).toBe(0);
});

it('a paused agent loses no outcome and decides nothing; resumed it decides again; each day can be replayed', async () => {
  await start();
  await rehearsal.play(2);
  await move('pause');
  const before = sent();
  const paused = [await run(), await run(), await run()];
  for (const { lifeState, steps } of paused) {
    expect(lifeState).toBe('paused');
    expect(Object.keys(steps)).toHaveLength(8);
    expect(steps.intake?.['customers']).toBe(300);
    expect(steps.decide).toMatchObject({ decisions: 0, state: 'paused' });
    expect(steps.dispatch).toMatchObject({ accepted: 0 });
  }
  expect(sent()).toBe(before);
  expect(paused.map(({ steps }) => Number(steps.mature?.['decisions']) > 0)).toEqual([false, true, true]);
  expect(paused.some(({ steps }) => Number(steps.learn?.['rows']) > 0)).toBe(true);
  await move('resume');
  const { lifeState, steps } = await run();
  expect(lifeState).toBe('running');
  expect(Number(steps.decide?.['decisions'])).toBeGreaterThan(0);
  await rehearsal.inside(async (workspace) => {
    for (const [index, day] of daysFrom(6).entries()) {
      const replayed = await replayDay({ workspace, agentName: AGENT, day });
      expect(replayed, day).toMatchObject({ differences: [], damaged: [] });
      expect(replayed.rows > 0, day).toBe(index < 2 || index === 5);
    }
  });
});

it('paused in the middle of a day it sends nothing more of that day, and says why', async () => {
  await start();
  await stopAfter('plan');
  await move('pause');
  const { day, lifeState, steps } = await run();
  expect([day, lifeState]).toEqual([FIRST_DAY, 'running']);
  expect(steps.dispatch).toMatchObject({ accepted: 0, reason: 'agent_paused' });
  expect(steps.dispatch?.['not_sent']).toBe(steps.decide?.['decisions']);
  expect(sent()).toBe(0);
  const batches = await rehearsal.inside(({ store }) => batchesOf(store.state.db, agent, day));
  expect(new Set(batches.map((batch) => batch.state))).toEqual(new Set(['not_sent']));
  const replayed = await rehearsal.inside((workspace) => replayDay({ workspace, agentName: AGENT, day }));
  expect(replayed).toMatchObject({ differences: [], rows: steps.decide?.['decisions'] });
});

it('a stopped agent is measured until its last decision has matured, then there is nothing left to run', async () => {
  await start();
  await rehearsal.play(2);
  await move('stop');
  const before = sent();
  for (let day = 0; day < HORIZON_DAYS; day++)
    expect(await run()).toMatchObject({ lifeState: 'stopped', steps: { decide: { decisions: 0, state: 'stopped' } } });
  await expect(run()).rejects.toMatchObject({
    code: 'agent_state_invalid',
    message: expect.stringContaining('all its decisions have matured'),
    next: expect.stringContaining(`fitly report ${AGENT}`),
  });
  expect(sent()).toBe(before);
  const again = await rehearsal.inside((workspace) => runNext(workspace, FIRST_DAY));
  expect(again).toMatchObject({ alreadyDone: true, lifeState: 'running' });
  await expect(move('resume')).rejects.toMatchObject({ code: 'agent_state_invalid' });
});

/** Runs a day and asks it to stop as soon as this step is finished. */
async function stopAfter(step: Step): Promise<void> {
  const stopped = rehearsal.inside((workspace) => runUntil(workspace, step));
  await expect(stopped).rejects.toMatchObject({ code: 'interrupted' });
}
