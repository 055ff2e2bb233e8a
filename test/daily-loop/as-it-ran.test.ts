/** What the agent would have drawn is worked out with each day's prices of scarce budgets; a saved version knows of none. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName, type Day } from '@fitly/core/terms';
import { type EvaluatedCandidate, evaluateAgent, readAgentFile, type Workspace, workspacePaths } from '@fitly/service';
import { valuesOf } from '@fitly/store';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGENT, daysFrom, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const DAYS = daysFrom(6);
/** Decided by something learned, with outcomes that are known. */
const LEARNED = DAYS.slice(1, 5);

let rehearsal: Rehearsal;
beforeAll(async () => {
  rehearsal = await startRehearsal({ customers: 200, edit: withBudget });
  await rehearsal.play(DAYS.length);
  await rehearsal.stopSandbox();
}, 180_000);
afterAll(() => rehearsal.close());

/** The agent as it ran, and the version that was in force, day by day. */
const judged = (group: 'agent' | 'random_control'): Promise<readonly (readonly EvaluatedCandidate[])[]> =>
  rehearsal.inside(async (workspace) => {
    const found = [];
    for (const day of LEARNED) {
      const nothing = { uniform: false, fixed: [], without: [], agentFiles: [], probabilities: [] };
      const candidates = { ...nothing, asItRan: true, policies: [await versionOn(workspace, day)] };
      const asked = { workspace, agentName: AGENT, from: day, to: day, group, candidates };
      found.push((await evaluateAgent(asked)).candidates);
    }
    return found;
  });

it('is what was logged for the agent’s customers, which a version without prices is not', async () => {
  const days = await judged('agent');
  for (const [asItRan] of days) expect(asItRan).toMatchObject({ changes: 0, notes: [] });
  expect(Math.max(...days.map(([_, version]) => version!.changes!))).toBeGreaterThan(0.01);
});

it('has the prices for customers of random control too', async () => {
  const days = await judged('random_control');
  const apart = days.map(([asItRan, version]) => Math.abs(asItRan!.changes! - version!.changes!));
  expect(Math.max(...apart)).toBeGreaterThan(0.01);
  expect(days[0]![0]!.notes).toEqual([]);
  expect(days[0]![1]!.notes).toContain('Prices of scarce budgets are left out of its choices.');
});

it('is what a file that changes nothing gives, and a retired option is never chosen again', async () => {
  const judgedFrom = async (edit: (yaml: string) => string) => {
    const file = join(rehearsal.folder, 'changed.yaml');
    const own = await readFile(join(workspacePaths(rehearsal.folder).agents, `${AGENT}.yaml`), 'utf8');
    await writeFile(file, edit(own));
    const nothing = { asItRan: false, uniform: false, fixed: [], policies: [], without: [], probabilities: [] };
    const candidates = { ...nothing, agentFiles: [await readAgentFile(file)] };
    return rehearsal.inside((workspace) =>
      evaluateAgent({
        workspace,
        agentName: AGENT,
        from: LEARNED[0]!,
        to: LEARNED.at(-1)!,
        group: 'agent',
        candidates,
      }),
    );
  };
  const same = await judgedFrom((yaml) => yaml.replace('every: 1 day', 'every: 2 days'));
  expect(same.candidates[0]).toMatchObject({ label: 'As in changed.yaml', changes: 0 });
  expect(same.candidates[0]!.notes[1]).toContain('Its changes of schedule are left out');
  const without = await judgedFrom((yaml) =>
    yaml.replace('- id: womens_email', '- id: womens_email\n        state: paused'),
  );
  expect(without.candidates[0]!.changes).toBeGreaterThan(0.1);
  await expect(judgedFrom((yaml) => yaml.replace('- id: personal', '- id: personally'))).rejects.toMatchObject({
    code: 'candidate_invalid',
  });
});

async function versionOn({ store }: Workspace, day: Day): Promise<number> {
  const columns = [{ name: 'policy_version', type: 'float64' as const }];
  const days = { from: day, to: day };
  const decisions = await store.lake.read({ table: 'decisions', agent: asAgentName(AGENT), days, columns });
  return valuesOf(decisions, 'policy_version', 'float64')[0]!;
}

/** Daily decisions, outcomes known after a day, and one e-mail that is scarce. */
function withBudget(yaml: string): string {
  const changes = [
    ['every: 14 days ', 'every: 1 day '],
    ['horizon: 14 days', 'horizon: 1 day'],
    ['agent: 70%', 'agent: 40%'],
    ['random_control: 20%', 'random_control: 50%'],
  ] as const;
  const budgets = 'constraints: { budgets: [{ option: { dimension: creative, option: mens_email }, maxPerDay: 30 }] }';
  return `${changes.reduce((text, [was, is]) => text.replace(was, is), yaml)}\n${budgets}\n`;
}
