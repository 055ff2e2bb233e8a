/** Every policy in the daily loop; the guide's file among them: it is changed, it breaks, and what it decided stays replayable. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { textColumn } from '@fitly/core/data';
import type { Day } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { replayDay } from '@fitly/service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readLog } from '../support/read-log.ts';
import { AGENT, FIRST_DAY, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const guide = await readFile(new URL('../../docs/guides/own-policy.md', import.meta.url), 'utf8');
const [, path = '', code = ''] = /```ts (\S+)\n([\s\S]*?)```/.exec(guide) ?? [];
const [, chosen = ''] = /```yaml\n(learning:[\s\S]*?)```/.exec(guide) ?? [];

let rehearsal: Rehearsal;
let played = 0;
beforeAll(async () => {
  rehearsal = await startRehearsal({
    customers: 80,
    edit: (yaml) =>
      withLearning(yaml, chosen)
        .replace('every: 14 days', 'every: 1 day')
        .replace('horizon: 14 days', 'horizon: 1 day'),
  });
  await writePolicy(code);
}, 60_000);
afterAll(() => rehearsal.close());

const withLearning = (yaml: string, learning: string): string => yaml.replace(/^learning:\n(?: .*\n)+/m, learning);

async function writePolicy(text: string): Promise<void> {
  const file = join(rehearsal.folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function choose(learning: string): Promise<void> {
  const file = join(rehearsal.folder, 'agents', `${AGENT}.yaml`);
  await writeFile(file, withLearning(await readFile(file, 'utf8'), learning));
}

/** The newest day's probabilities of the agent's group, as they stand in the log. */
async function playOne(): Promise<{ readonly day: Day; readonly probabilities: readonly string[] }> {
  const day = addDays(FIRST_DAY, played);
  await rehearsal.play(1);
  played += 1;
  const log = await rehearsal.inside((workspace) => readLog(workspace, day));
  const groups = textColumn(log, 'group');
  const probabilities = textColumn(log, 'probabilities').filter((_, row) => groups[row] === 'agent');
  expect(probabilities.length).toBeGreaterThan(35);
  return { day, probabilities: probabilities as string[] };
}

const replayed = (day: Day) => rehearsal.inside((workspace) => replayDay({ workspace, agentName: AGENT, day }));

it('a file of your own decides; a broken one stops the run before anything is decided; its days replay without it', {
  timeout: 180_000,
}, async () => {
  expect((await playOne()).probabilities.every((each) => each === 'u')).toBe(true);
  const own = await playOne();
  expect(own.probabilities.every((each) => /^p (?:\d+:[\d.e-]+ ?)+$/.test(each))).toBe(true);

  await writePolicy(code.replace('0.8', '0.7').replaceAll('\n', '\n '));
  const failed = await rehearsal.play(1).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'custom_policy_failed', message: expect.stringContaining('expected 1') });
  await writePolicy(code.replace('0.2 /', '0.4 /').replace('0.8', '0.6'));
  const changed = await playOne();
  expect(changed.probabilities[0]).not.toBe(own.probabilities[0]);
  await rm(join(rehearsal.folder, path));
  await expect(rehearsal.play(1)).rejects.toMatchObject({ code: 'file_not_found' });
  await writePolicy(code);
  await playOne();
  await rm(join(rehearsal.folder, path));
  for (const { day } of [own, changed]) expect(await replayed(day)).toMatchObject({ differences: [] });
});

it.each([
  ['fixed', '  floor: 0%\n  action: { creative: womens_email, subject_line: plain, send_hour: h08 }\n', /^d1 0 \d+:1$/],
  ['epsilon_greedy', '  epsilon: 20%\n', /^d1 0 e0\.2 \d+:1$/],
  ['inverse_gap', '  gamma: 100\n', /^p (?:\d+:[\d.e-]+ ?)+$/],
  ['beta_thompson', '  draws: 16\n', /^d16 0\.02 /],
])('%s', async (policy, settings, form) => {
  await choose(`learning:\n  policy: ${policy}\n${settings}`);
  const { day, probabilities } = await playOne();
  expect(probabilities.filter((each) => !form.test(each))).toEqual([]);
  expect(await replayed(day)).toMatchObject({ differences: [] });
});
