/** The guide to evaluating: every command runs, and what it prints for the published logs is what the page shows. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inference } from '@fitly/core/measure';
import { asAgentName } from '@fitly/core/terms';
import type { EvaluatedCandidate, Evaluation, Workspace } from '@fitly/service';
import { valuesOf } from '@fitly/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(`${ROOT}/docs/guides/evaluate.md`, 'utf8');
const blocks = [...page.matchAll(/```console\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
const wordsOf = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|\S+/g)].map((match) => match[1] ?? match[0]).slice(1);

describe('logs of other systems', () => {
  const shown = blocks.filter((block) => block.includes('--log'));

  it('stand on the page three times', () => expect(shown).toHaveLength(3));

  it.each(shown)('%#', async (block) => {
    const [command = '', ...lines] = block.trimEnd().split('\n');
    const called = await callFitly(wordsOf(command.slice(2)), ROOT);
    expect(called).toMatchObject({ code: 0, err: '' });
    for (const part of `\n${lines.join('\n')}\n`.split('\n…\n')) expect(`\n${called.out}`).toContain(part.trim());
  });
});

describe('the Open Bandit log', () => {
  it('is the one whose checksums are kept', async () => {
    const folder = `${ROOT}/datasets/open-bandit`;
    const sums = (await readFile(`${folder}/SHA256SUMS`, 'utf8')).trim().split('\n');
    for (const line of sums) {
      const [sum, name] = line.split(/ +/);
      expect(
        createHash('sha256')
          .update(await readFile(`${folder}/${name}`))
          .digest('hex'),
        name,
      ).toBe(sum);
    }
  });
});

describe('the agent’s own log', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await startRehearsal({ customers: 260, edit: quickAgent });
    await rehearsal.play(7);
    await rehearsal.stopSandbox();
  }, 60_000);
  afterAll(() => rehearsal.close());

  const commands = blocks
    .filter((block) => block.includes('fitly-demo'))
    .flatMap((block) => block.trim().split('\n'))
    .map((line) => line.slice(2));

  it('stands on the page', () => expect(commands.length).toBeGreaterThanOrEqual(5));

  it.each(commands)('%s', async (command) => {
    const args = wordsOf(command).map((word) => (word === 'fitly-demo' ? rehearsal.folder : word));
    expect(await callFitly(args, ROOT)).toMatchObject({ code: 0, err: '' });
  });

  const evaluated = async (...args: string[]): Promise<Evaluation> => {
    const called = await callFitly(['evaluate', '--folder', rehearsal.folder, '--json', ...args]);
    expect(called).toMatchObject({ code: 0, err: '' });
    return JSON.parse(called.out);
  };

  it('says of the agent as it ran, from the agent’s own log, that it draws as it drew', async () => {
    const { candidates, logged } = await evaluated('--group', 'agent', '--as-it-ran');
    expect(candidates).toMatchObject([{ changes: 0, judgement: { kind: 'judged', check: { meanWeight: 1, z: 0 } } }]);
    expect(estimateOf(candidates[0]!, 'ips')).toBeCloseTo((logged as Inference).estimate, 12);
  });

  it('counts what a rule changes, and has no price for one that the log cannot support', async () => {
    const { candidates } = await evaluated('--group', 'agent', '--without', 'no_plain_for_newcomers');
    expect(candidates[0]!.changes).toBeGreaterThan(0.05);
    expect(candidates[0]!.judgement).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(candidates[0]!.judgement)).toContain('support_missing');
    const { candidates: harmless } = await evaluated('--group', 'agent', '--without', 'never_denies');
    expect(harmless).toMatchObject([{ changes: 0, judgement: { kind: 'judged' } }]);
  });

  it('gives a fixed option of random control the mean of who got it, by SNIPS', async () => {
    const { candidates } = await evaluated('--fix', 'creative=mens_email', '--group', 'random_control');
    const [byHand] = await rehearsal.inside((workspace) => meansByCreative(workspace));
    expect(estimateOf(candidates[0]!, 'snips')).toBeCloseTo(byHand!, 12);
  });

  it.each([
    [['--policy', '999'], 'candidate_invalid'],
    [['--without', 'nothing'], 'candidate_invalid'],
    [['--fix', 'creative=nothing'], 'candidate_invalid'],
    [['--columns', 'action=a'], 'columns_invalid'],
    [['--from', '2030-01-01'], 'run_not_found'],
    [['--log', 'x.csv', '--policy', '1'], 'columns_invalid'],
  ])('%s is refused in words', async (args, code) => {
    const called = await callFitly(['evaluate', '--folder', rehearsal.folder, ...args]);
    expect(called.code).not.toBe(0);
    expect(called.err).toContain(`[${code}]`);
    expect(called.err).toContain('Next:');
  });

  it('judges a file of probabilities by decision columns, whatever its format', async () => {
    const lines = ['mens_email', 'womens_email'].flatMap((creative) =>
      ['0', '1'].map((newbie) => {
        const probability = creative === 'mens_email' ? 0.8 : 0.2;
        return JSON.stringify({ creative, subject_line: 'benefit', send_hour: 'h08', newbie, probability });
      }),
    );
    const file = join(rehearsal.folder, 'candidate.jsonl');
    await writeFile(file, lines.join('\n'));
    const { candidates } = await evaluated('--probabilities', file);
    expect(candidates).toMatchObject([{ label: 'candidate.jsonl', notes: ['Probabilities by newbie.'] }]);
    await writeFile(file, lines.slice(1).join('\n'));
    const broken = await callFitly(['evaluate', '--folder', rehearsal.folder, '--probabilities', file]);
    expect(broken.err).toContain('probabilities sum to 0.2000, expected 1');
  });
});

const estimateOf = ({ judgement }: EvaluatedCandidate, method: string): number =>
  judgement.kind === 'refused'
    ? Number.NaN
    : (judgement.estimates.find((estimate) => estimate.method === method)?.estimate ?? Number.NaN);

/** Mean reward of random control by e-mail, weighted by 1 / (probability of the e-mail), straight from the lake. */
async function meansByCreative({ store }: Workspace): Promise<number[]> {
  const agent = asAgentName(AGENT);
  const decisions = await store.lake.read({
    table: 'decisions',
    agent,
    columns: ['decision_id', 'group', 'option_creative'].map((name) => ({ name, type: 'string' as const })),
  });
  const rewards = await store.lake.read({
    table: 'rewards',
    agent,
    columns: [
      { name: 'decision_id', type: 'string' },
      { name: 'reward', type: 'float64' },
    ],
  });
  const values = valuesOf(rewards, 'reward', 'float64');
  const rewardOf = new Map(valuesOf(rewards, 'decision_id', 'string').map((id, row) => [id, values[row]!]));
  const [ids, groups, creatives] = ['decision_id', 'group', 'option_creative'].map((name) =>
    valuesOf(decisions, name, 'string'),
  );
  return ['mens_email', 'womens_email'].map((creative) => {
    const own = ids!.flatMap((id, row) =>
      groups![row] === 'random_control' && creatives![row] === creative && rewardOf.has(id) ? [rewardOf.get(id)!] : [],
    );
    return own.reduce((sum, reward) => sum + reward, 0) / own.length;
  });
}

/** Decides daily, knows outcomes after two days, has a large random control, and rules. */
function quickAgent(yaml: string): string {
  const rules = `constraints:
  rules:
    - id: no_plain_for_newcomers
      denyWhen: customer.newbie == true && action.subject_line == "plain"
      reason: not_for_newcomers
    - id: never_denies
      denyWhen: customer.recency > 1000
      reason: nobody
`;
  const changes = [
    ['every: 14 days ', 'every: 1 day '],
    ['horizon: 14 days', 'horizon: 2 days'],
    ['agent: 70%', 'agent: 40%'],
    ['random_control: 20%', 'random_control: 50%'],
  ] as const;
  return `${changes.reduce((text, [was, is]) => text.replace(was, is), yaml)}\n${rules}`;
}
