/**
 * Classification sets as bandit problems (a contextual bandit bake-off: Bietti, Agarwal and Langford, arXiv:1802.04064):
 * a customer is a row, an action is a class, and only the right one earns 1. The loss is the mean probability of a wrong
 * class from the first row on, so that it counts what learning cost. Batches of 100; intervals over shuffles.
 *
 *   npm run -s bench -- classification [--sets pendigits,yeast,nursery] [--data FILE] [--shuffles 5] [--seed dev]
 *                                      [--policies logistic,linear_thompson,…] [--external "COMMAND"] [--json]
 *
 * FILE: CSV (also .gz) with a header, the class (a number or a word) in `y`, every other column a feature.
 * COMMAND: a program that plays along, docs/reference/bench.md.
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ProgrammePlayer } from '@fitly/simulator';
import { type BanditTask, banditTask } from './support/bandit/bandit-task.ts';
import { type ExternalProgram, startExternal } from './support/bandit/external-player.ts';
import { type MeanAndInterval, meanAndHalfWidth, plusMinus } from './support/bandit/mean-and-interval.ts';
import { playTask } from './support/bandit/play-task.ts';
import { classesOf, readTable } from './support/bandit/read-table.ts';
import { tellUnusable } from './support/bandit/unusable-input.ts';
import { CLASSIFIERS } from './support/players/roster.ts';
import { machine, printJson } from './support/report.ts';

tellUnusable('classification');
const BATCH = 100;

const { values } = parseArgs({
  options: {
    sets: { type: 'string', default: 'pendigits,yeast,nursery' },
    data: { type: 'string' },
    shuffles: { type: 'string', default: '5' },
    seed: { type: 'string', default: 'dev' },
    policies: { type: 'string', default: Object.keys(CLASSIFIERS).join(',') },
    external: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const paths =
  values.data === undefined
    ? values.sets
        .split(',')
        .map((name) => fileURLToPath(new URL(`../datasets/classification/${name}.csv.gz`, import.meta.url)))
    : [values.data];
const policies = values.policies.split(',').filter((name) => name !== '');
const unknown = policies.filter((name) => !(name in CLASSIFIERS));
if (unknown.length > 0) {
  console.error(
    `classification: there is no policy ${unknown.join(', ')}; there are ${Object.keys(CLASSIFIERS).join(', ')}`,
  );
  process.exit(2);
}

interface Problem {
  readonly task: BanditTask;
  /** Number of the action that is each row's class. */
  readonly labels: Int32Array;
}

function problemOf(path: string): Problem {
  const table = readTable(path);
  const { classes, labels } = classesOf(table, 'y');
  const task = banditTask(basename(path).replace(/\.csv(\.gz)?$/, ''), table, {
    features: [...table.columns.keys()].filter((name) => name !== 'y'),
    actions: classes.map((label) => `class${label}`),
    batchSize: BATCH,
  });
  return { task, labels };
}

async function lossOf({ task, labels }: Problem, player: ProgrammePlayer, seed: string): Promise<number> {
  let lost = 0;
  await playTask({
    ...{ task, player, seed },
    rewardOf: (row, action) => Number(labels[row] === action),
    score: (row, probabilities) => {
      lost += 1 - probabilities[labels[row]!]!;
    },
  });
  return lost / task.rowCount;
}

async function measure(path: string, external: ExternalProgram | null) {
  const problem = problemOf(path);
  const { task } = problem;
  const { space, contextSize } = task;
  const entries = policies.map((name): [string, (seed: string) => ProgrammePlayer] => [
    name,
    (seed) => CLASSIFIERS[name]!({ space, contextSize, seed }),
  ]);
  if (external !== null) {
    entries.push(['external', (seed) => external.player(task.name, { space, contextSize, seed })]);
  }
  const losses: Record<string, MeanAndInterval> = {};
  for (const [name, newPlayer] of entries) {
    const ofShuffle: number[] = [];
    for (let shuffle = 1; shuffle <= Number(values.shuffles); shuffle++) {
      const seed = `${values.seed}-${shuffle}`;
      ofShuffle.push(await lossOf(problem, newPlayer(seed), seed));
    }
    losses[name] = meanAndHalfWidth(ofShuffle);
    console.error(`${task.name} ${name}: ${losses[name].mean.toFixed(3)}`);
  }
  return { set: task.name, rows: task.rowCount, features: contextSize, classes: space.size, losses };
}

const external = values.external === undefined ? null : startExternal(values.external);
const results = [];
for (const path of paths) results.push(await measure(path, external));
await external?.close();

const settings = { shuffles: Number(values.shuffles), batch: BATCH, seed: values.seed, machine };
if (values.json) {
  const loss = Object.fromEntries(results.map(({ set, losses }) => [set, losses['logistic']?.mean ?? null]));
  printJson('classification', { loss, results, ...settings });
} else {
  const names = Object.keys(results[0]?.losses ?? {});
  console.log(`| policy | ${results.map(({ set }) => set).join(' | ')} |\n|---|${'---|'.repeat(results.length)}`);
  for (const name of names) {
    const cells = results.map(({ losses }) => plusMinus(losses[name]!, (value) => value.toFixed(3)));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  console.log(
    `\nMean probability of a wrong class, batches of ${BATCH}, ± 95 % over ${values.shuffles} shuffles (seed ${values.seed}). ${machine}`,
  );
}
