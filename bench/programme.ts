/**
 * How much of what there is to gain each policy earns in simulated programmes of 60 days, from the first day on: the share of
 * the way from choosing by lot to knowing everything, exact given the probabilities, over worlds that differ in their seed.
 * `best_fixed` is the one action that turned out best for all. Policies see the same customers with the same luck, so
 * differences between them are paired by world.
 *
 *   npm run -s bench -- programme [--worlds 24] [--seed 1] [--days 60] [--control 0] [--policies logistic,linear_thompson]
 *                                 [--later-rate 0.2] [--workers 1] [--external "COMMAND"] [--json]
 *
 * COMMAND: a program that plays along, docs/reference/bench.md. World number i has the seed SEED-i. `--later-rate R`: success takes a
 * second stage, which R of those pass who passed the first; `funnel` learns both. `--control N` adds N customers a day who get an action by lot and count in no score.
 */
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { createProgramme, playProgramme } from '@fitly/simulator';
import { startExternal } from './support/bandit/external-player.ts';
import { tellUnusable } from './support/bandit/unusable-input.ts';
import { PLAYERS, ROSTER } from './support/players/roster.ts';
import { summarize, type WorldResult } from './support/programme-summary.ts';
import { machine, printJson } from './support/report.ts';

interface Task {
  readonly seeds: readonly string[];
  readonly policies: readonly string[];
  readonly days: number;
  readonly control: number;
  /** Null: success has one stage. */
  readonly laterRate: number | null;
  /** Command of a program that plays along. */
  readonly external: string | null;
}

if (isMainThread) {
  tellUnusable('programme');
  await main();
}
if (!isMainThread) await playTask(workerData as Task, (result) => parentPort?.postMessage(result));

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      worlds: { type: 'string', default: '24' },
      seed: { type: 'string', default: '1' },
      days: { type: 'string', default: '60' },
      control: { type: 'string', default: '0' },
      'later-rate': { type: 'string' },
      policies: { type: 'string', default: Object.keys(PLAYERS).join(',') },
      workers: { type: 'string', default: '1' },
      external: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const policies = values.policies.split(',').filter((name) => name !== '');
  const unknown = policies.filter((name) => !(name in ROSTER));
  const [worlds, days, control, workers] = [values.worlds, values.days, values.control, values.workers].map(Number);
  if (unknown.length > 0 || !(worlds! >= 1 && days! >= 1 && control! >= 0 && workers! >= 1)) {
    const known = Object.keys(ROSTER).join(', ');
    console.error(
      `programme: numbers from 1 on, and policies of: ${known}; not ${unknown.join(', ') || 'that number'}`,
    );
    process.exitCode = 2;
    return;
  }
  const laterRate = values['later-rate'] === undefined ? null : Number(values['later-rate']);
  const seeds = Array.from({ length: worlds! }, (_, index) => `${values.seed}-${index + 1}`);
  const startedAt = performance.now();
  const results = await playAll(
    { seeds, policies, days: days!, control: control!, laterRate, external: values.external ?? null },
    workers!,
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const summary = summarize(
    results,
    results[0]!.scores.map(({ name }) => name),
  );
  const settings = { seed: values.seed, worlds: worlds!, days: days!, control: control!, seconds, machine };
  if (values.json) printJson('programme', { ...summary, ...settings, byWorld: results });
  else print(summary, settings);
}

/** In the order of the seeds, whoever is done first. */
async function playAll(task: Task, workers: number): Promise<WorldResult[]> {
  const results: WorldResult[] = [];
  const keep = (result: WorldResult): void => {
    results.push(result);
    const own = result.scores.map(({ name, share }) => `${name} ${share.toFixed(3)}`).join(', ');
    console.error(`world ${result.seed}: ${own}`);
  };
  if (workers === 1 || task.external !== null) await playTask(task, keep);
  else {
    const parts = Array.from({ length: workers }, (_, part) => task.seeds.filter((_, i) => i % workers === part));
    await Promise.all(parts.map((seeds) => inWorker({ ...task, seeds }, keep)));
  }
  return results.sort((a, b) => task.seeds.indexOf(a.seed) - task.seeds.indexOf(b.seed));
}

function inWorker(task: Task, keep: (result: WorldResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: task });
    worker.on('message', keep);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

async function playTask(
  { seeds, policies, days, control, laterRate, external }: Task,
  keep: (result: WorldResult) => void,
): Promise<void> {
  const program = external === null ? null : startExternal(external);
  for (const seed of seeds) {
    const programme = createProgramme(seed, { days, randomControlPerDay: control, laterRate });
    const players = policies.map((name) => ROSTER[name]!(programme));
    if (program !== null) players.push(program.player('programme', programme));
    keep({ seed, ...(await playProgramme(programme, players)) });
  }
  await program?.close();
}

type Summary = ReturnType<typeof summarize>;

function print(
  { policies, best, bestFixedShare, uniform, oracle }: Summary,
  { worlds, days, control, seed, seconds, machine }: Readonly<Record<string, number | string>>,
): void {
  const fixed = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  console.log(`| policy | share | SE over worlds | minus ${best} | SE, paired | worlds won | first to last 10 days |`);
  console.log('|---|---|---|---|---|---|---|');
  for (const { name, share, standardError, difference, wins, shareByBlock } of policies) {
    const paired = difference === null ? ['', ''] : [fixed(difference.mean), fixed(difference.standardError)];
    const blocks = shareByBlock.map((each) => each.toFixed(2)).join(' ');
    console.log(`| ${[name, fixed(share), fixed(standardError), ...paired, wins, blocks].join(' | ')} |`);
  }
  console.log(`| best_fixed | ${fixed(bestFixedShare)} | | | | | |`);
  console.log(
    `\n${worlds} worlds (seed ${seed}) of ${days} days × 1,000 decisions, random control ${control} a day; expected rate by lot ${fixed(uniform)}, oracle ${fixed(oracle)}. ${Number(seconds).toFixed(0)} s, ${machine}`,
  );
}
