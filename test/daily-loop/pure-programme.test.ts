import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseAgentFile } from '@fitly/contract';
import { compareDecisionRows, textColumn } from '@fitly/core/data';
import { loadReport } from '@fitly/service';
import { deriveKeys } from '@fitly/store';
import { expect, it } from 'vitest';
import { playProgramme } from '../../bench/support/pure-programme.ts';
import { readLog } from '../support/read-log.ts';
import { AGENT, daysFrom, startRehearsal } from '../support/rehearsal.ts';

/** Outcomes of the first days are known after two, so that versions that have learned decide as well. */
const soonLearned = (yaml: string): string =>
  yaml.replace('every: 14 days ', 'every: 2 days ').replace('horizon: 14 days', 'horizon: 2 days');

it('over HTTP, database and files the product decides and counts exactly what the pure steps do alone', {
  timeout: 120_000,
}, async () => {
  const [days, customers] = [7, 400];
  const rehearsal = await startRehearsal({ customers, edit: soonLearned });
  try {
    await rehearsal.play(days);
    const parsed = parseAgentFile(await readFile(`${rehearsal.folder}/agents/${AGENT}.yaml`, 'utf8'), 'agent.yaml');
    if (!parsed.ok) throw new Error('the agent file is not valid');
    const pure = playProgramme({
      agent: parsed.agent,
      seed: '1',
      keys: deriveKeys(createHash('sha256').update('test 1').digest()),
      installation: 'test-1',
      planted: true,
      ...{ customers, days },
    });
    await rehearsal.inside(async (workspace) => {
      for (const [index, day] of daysFrom(days).entries()) {
        expect(compareDecisionRows(await readLog(workspace, day), pure.log[index]!)).toEqual([]);
      }
      expect(
        new Set(textColumn(await readLog(workspace, daysFrom(days).at(-1)!), 'probabilities')).size,
      ).toBeGreaterThan(1);
      const report = await loadReport(workspace, AGENT);
      const { groups } = pure.days.at(-1)!;
      const counted = Object.fromEntries(report?.groups.map((row) => [row.group, row.outcome?.total]) ?? []);
      for (const group of ['agent', 'random_control', 'holdout'] as const) {
        expect(counted[group]).toBeCloseTo(groups[group].mean * groups[group].n, 6);
      }
    });
  } finally {
    await rehearsal.close();
  }
});
