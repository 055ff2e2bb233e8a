/** An agent that learns money by the funnel before it: visits lead to purchases, by export and by import. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replayDay } from '@fitly/service';
import { latestEncoding, latestPolicyVersion, stepSummaries, valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const DAYS = 5;
let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 150,
    edit: (yaml) =>
      yaml
        .replace('event: visit\n  value: 1 ', 'event: purchase\n  currency: USD\n  value: amount ')
        .replace('every: 14 days', 'every: 1 day')
        .replace('horizon: 14 days', 'horizon: 1 day')
        .replace('  policy: logistic ', '  funnel: [visit] '),
  });
  await rehearsal.play(2);
}, 60_000);
afterAll(() => rehearsal.close());

const rewards = (columns: readonly { name: string; type: 'string' | 'float64' }[]) =>
  rehearsal.inside(({ store }) => store.lake.read({ table: 'rewards', agent: AGENT as never, columns }));

it('carries visits and purchases to the stages that each decision led through, and learns from them', {
  timeout: 120_000,
}, async () => {
  // Somebody whom no export tells of: an import of the stage alone makes imports no source of purchases.
  const { out } = await callFitly(['customer', 'export', 'mtd-00007', '--json', '--folder', rehearsal.folder]);
  const { customerKey } = JSON.parse(out) as { customerKey: string };
  const visits = 'external_id,event,at,id\nmtd-00007,visit,2026-01-06T20:30:00Z,v-1\n';
  await writeFile(join(rehearsal.folder, 'visits.csv'), visits);
  const args = ['import', 'visits.csv', '--kind', 'events', '--agent', AGENT, '--folder', rehearsal.folder];
  expect(await callFitly(args, rehearsal.folder)).toMatchObject({ code: 0 });
  const source = await callFitly(['agent', 'source', AGENT, '--json', '--folder', rehearsal.folder]);
  expect(JSON.parse(source.out)).toMatchObject({ source: 'exports' });

  await rehearsal.play(DAYS - 2);
  const read = await rewards([
    { name: 'stages_passed', type: 'float64' },
    { name: 'reward', type: 'float64' },
    { name: 'customer_key', type: 'string' },
  ]);
  const stages = [...valuesOf(read, 'stages_passed', 'float64')];
  expect(new Set(stages)).toEqual(new Set([0, 1, 2]));
  const earned = valuesOf(read, 'reward', 'float64');
  expect(stages.map((stage) => stage === 2)).toEqual(Array.from(earned, (reward) => reward > 0));
  const keys = valuesOf(read, 'customer_key', 'string');
  expect(stages.filter((_, row) => keys[row] === customerKey).some((stage) => stage > 0)).toBe(true);

  await rehearsal.inside(async (workspace) => {
    expect(await latestPolicyVersion(workspace.store.state.db, AGENT as never)).toMatchObject({ kind: 'linear_draws' });
    for (const day of daysFrom(DAYS)) {
      expect(await replayDay({ workspace, agentName: AGENT, day })).toMatchObject({ differences: [], damaged: [] });
    }
  });
});

it('learns once more of other stages only what has matured by them', { timeout: 60_000 }, async () => {
  const path = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
  const yaml = await readFile(path, 'utf8');
  await writeFile(path, yaml.replace('funnel: [visit]', 'funnel: [open]').replace(', transform: log1p', ''));
  await rehearsal.play(1);
  await rehearsal.inside(async ({ store }) => {
    const notes = await stepSummaries(store.state.db, AGENT as never, 'learn');
    const [before, last] = notes.slice(-2).map(({ summary }) => (summary as { readonly rows: number }).rows);
    // One day, by the new stages: not the days before it.
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(1.5 * before!);
    expect((await latestEncoding(store.state.db, AGENT as never))?.version).toBe(2);
  });
});
