/** The agent's policy and its options change between runs: what was learned goes on, and what was decided stays replayable. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionSpaceOf } from '@fitly/core/design';
import { deserializePolicyVersion, featureLayout, type LinearDrawsVersion } from '@fitly/core/policy';
import { asAgentName } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { loadReport, replayDay } from '@fitly/service';
import { latestPolicyVersion, stepSummaries } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

/** What the agent may know from its seventh day on. */
const ZIP_CODE =
  '  - { attribute: zip_code, type: category }                  # urban, suburban or rural; not the code itself\n';

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 500,
    edit: (yaml) =>
      yaml
        .replace('every: 14 days', 'every: 2 days')
        .replace('horizon: 14 days', 'horizon: 2 days')
        .replace('policy: logistic', 'policy: linear_thompson')
        .replace(ZIP_CODE, ''),
  });
}, 60_000);
afterAll(() => rehearsal.close());

async function edit(from: string, to: string): Promise<void> {
  const path = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
  const before = await readFile(path, 'utf8');
  expect(before.split(from)).toHaveLength(2);
  await writeFile(path, before.replace(from, to));
}

async function newest(): Promise<LinearDrawsVersion> {
  const stored = await rehearsal.inside(({ store }) => latestPolicyVersion(store.state.db, asAgentName(AGENT)));
  const version = deserializePolicyVersion(stored!.payload);
  if (version.kind !== 'linear_draws') throw new Error('nothing was learned yet');
  expect(version.coefficients.every(Number.isFinite)).toBe(true);
  return version;
}

/** How far the draws of an option's main effect lie apart: how unsure the policy is of it. */
function spreadOf(version: LinearDrawsVersion, dim: number, option: number): number {
  const layout = featureLayout(actionSpaceOf(version.space), version.contextSize);
  const at = layout.optionOffsets[dim]![option]!;
  const values = Array.from({ length: version.draws }, (_, m) => version.coefficients[m * layout.size + at]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

it('linear, then logistic, an attribute and an option more and another transform, then linear again: each goes on from what is known', {
  timeout: 120_000,
}, async () => {
  await rehearsal.play(6);
  const linear = await newest();
  await edit('policy: linear_thompson', 'policy: logistic');
  const lastAttribute =
    '  - { attribute: channel, type: category }                   # bought by phone, on the web, or both\n';
  await edit(lastAttribute, lastAttribute + ZIP_CODE);
  await rehearsal.play(1);
  const logistic = await newest();
  // Surburban, Urban and Rural.
  expect(logistic.contextSize).toBe(linear.contextSize + 3);
  expect(logistic.encodingVersion).toBe(linear.encodingVersion + 1);
  // Another scale: log-odds instead of visits per day, and not the spread of a policy that knows nothing (√.06 × temper).
  expect(spreadOf(logistic, 0, 0)).toBeGreaterThan(2 * spreadOf(linear, 0, 0));
  expect(spreadOf(logistic, 0, 0)).toBeLessThan(0.25 * Math.sqrt(0.06));

  await edit(
    '- { id: h20, label: 8 in the evening, hour: 20 }',
    '- { id: h20, label: 8 in the evening, hour: 20 }\n      - { id: h22, label: Late, hour: 22 }',
  );
  const historyLine = '{ attribute: history, type: number, transform: log1p }';
  await edit(historyLine, '{ attribute: history, type: number }');
  await rehearsal.play(1);
  const wider = await newest();
  // Read in another way: learned once more from all that has matured, so that no more is doubtful than before.
  expect(wider.encodingVersion).toBe(logistic.encodingVersion + 1);
  expect(spreadOf(wider, 0, 0)).toBeLessThan(1.2 * spreadOf(logistic, 0, 0));
  expect(wider.space.dimensions[2]!.optionIds).toContain('h22');
  expect(spreadOf(wider, 2, 4)).toBeGreaterThan(spreadOf(wider, 2, 3));

  await edit('policy: logistic', 'policy: linear_thompson');
  await rehearsal.play(1);
  expect(spreadOf(await newest(), 0, 0)).toBeLessThan(spreadOf(wider, 0, 0));
  const exploration = (await rehearsal.inside((workspace) => loadReport(workspace, AGENT)))?.exploration;
  // Days in log-odds are not added to those of the linear policy.
  expect(exploration?.days.map(({ day }) => day)).toContain(addDays(FIRST_DAY, 8));
  expect(exploration?.days.map(({ day }) => day)).not.toContain(addDays(FIRST_DAY, 7));
  expect(exploration?.days.every(({ unit, givenUp }) => unit === 'per_day' && givenUp.low !== null)).toBe(true);
  const notes = await rehearsal.inside(({ store }) => stepSummaries(store.state.db, asAgentName(AGENT), 'learn'));
  const watched = notes.flatMap(({ day, summary }) => ('preferences_watched' in (summary as object) ? [day] : []));
  // The days of the logistic policy; its first foresees by what the linear one had learned.
  expect(watched).toEqual([addDays(FIRST_DAY, 6), addDays(FIRST_DAY, 7)]);
  for (const day of [5, 6, 7]) {
    const replayed = await rehearsal.inside((workspace) =>
      replayDay({ workspace, agentName: AGENT, day: addDays(FIRST_DAY, day) }),
    );
    expect(replayed).toMatchObject({ differences: [] });
  }
});
