/**
 * Hillstrom's e-mail experiment as a bandit, by replay: chance gave each customer a men's, a women's or no e-mail, so what
 * a policy would have earned is the mean of the rewards where it agrees with chance, weighted by how likely it would have
 * done so (self-normalised, exact given its probabilities). It learns from the rows in which its own draw agrees, a third,
 * batch after batch of 1,000. Three rewards, one default setting; intervals over shuffles. All rows are one experiment: that
 * its customers are a sample is not in the intervals.
 *
 *   npm run -s bench -- hillstrom [--data FILE] [--shuffles 20] [--seed dev] [--policies default,linear_thompson,…]
 *                                 [--external "COMMAND"] [--json]
 *
 * FILE: CSV (also .gz) with the columns of datasets/hillstrom. COMMAND: a program that plays along, docs/reference/bench.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { TrainingRows } from '@fitly/core/policy';
import type { ProgrammePlayer } from '@fitly/simulator';
import { type BanditTask, banditTask } from './support/bandit/bandit-task.ts';
import { type ExternalProgram, startExternal } from './support/bandit/external-player.ts';
import { type MeanAndInterval, meanAndHalfWidth, plusMinus } from './support/bandit/mean-and-interval.ts';
import { playTask } from './support/bandit/play-task.ts';
import { columnOf, numbersOf, readTable } from './support/bandit/read-table.ts';
import { tellUnusable, UnusableInput } from './support/bandit/unusable-input.ts';
import { HILLSTROM, type OutcomesOf, type RewardName } from './support/players/hillstrom-roster.ts';
import { machine, printJson } from './support/report.ts';

tellUnusable('hillstrom');
const BATCH = 1_000;
const REWARDS: readonly RewardName[] = ['visit', 'conversion', 'spend'];
const ARMS = ['No E-Mail', 'Mens E-Mail', 'Womens E-Mail'];
const FEATURES = ['recency', 'history', 'mens', 'womens', 'zip_code', 'newbie', 'channel'];
const DATA = fileURLToPath(new URL('../datasets/hillstrom/hillstrom_dev60.csv.gz', import.meta.url));

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: DATA },
    shuffles: { type: 'string', default: '20' },
    seed: { type: 'string', default: 'dev' },
    policies: { type: 'string', default: Object.keys(HILLSTROM).join(',') },
    external: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const policies = values.policies.split(',').filter((name) => name !== '');
const unknown = policies.filter((name) => !(name in HILLSTROM));
if (unknown.length > 0) {
  console.error(`hillstrom: there is no policy ${unknown.join(', ')}; there are ${Object.keys(HILLSTROM).join(', ')}`);
  process.exit(2);
}

const table = readTable(values.data);
const task = banditTask('hillstrom', table, { features: FEATURES, actions: ARMS, batchSize: BATCH });
const logged = Int32Array.from(columnOf(table, 'segment'), (arm) => ARMS.indexOf(arm));
if (logged.includes(-1)) throw new UnusableInput(`column segment holds something else than ${ARMS.join(', ')}`);
const outcomes = Object.fromEntries(REWARDS.map((name) => [name, numbersOf(table, name)])) as Record<
  RewardName,
  Float64Array
>;

/** Decisions are named by their rows. */
const outcomesOf = Object.fromEntries(
  REWARDS.map((name) => [
    name,
    ({ decisionIds }: TrainingRows) => Float64Array.from(decisionIds, (id) => outcomes[name][Number(id)]!),
  ]),
) as unknown as OutcomesOf;

/** Value per customer of one play. */
async function valueOfPlay(reward: RewardName, newPlayer: NewPlayer, seed: string): Promise<number> {
  const rewards = outcomes[reward];
  let [earned, weight] = [0, 0];
  await playTask({
    ...{ task, seed },
    player: newPlayer(seed),
    rewardOf: (row, action) => (logged[row] === action ? rewards[row]! : null),
    score: (row, probabilities) => {
      earned += probabilities[logged[row]!]! * rewards[row]!;
      weight += probabilities[logged[row]!]!;
    },
  });
  return earned / weight;
}

type NewPlayer = (seed: string) => ProgrammePlayer;

function playersOf(reward: RewardName, { space, contextSize }: BanditTask, external: ExternalProgram | null) {
  const players = policies.map((name): [string, NewPlayer] => [
    name,
    (seed) => HILLSTROM[name]!(reward, { space, contextSize, seed }, outcomesOf),
  ]);
  if (external !== null) players.push(['external', (seed) => external.player(reward, { space, contextSize, seed })]);
  return players;
}

/** The arm that turned out best for everybody. */
function bestFixed(reward: RewardName): { readonly arm: string; readonly value: number } {
  const means = ARMS.map((_, arm) => {
    const own = outcomes[reward].filter((_value, row) => logged[row] === arm);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  const value = Math.max(...means);
  return { arm: ARMS[means.indexOf(value)]!, value };
}

function shown(figure: MeanAndInterval): string {
  return plusMinus(figure, (value, of) => value.toPrecision(of === 'mean' ? 4 : 2));
}

async function measure(reward: RewardName, external: ExternalProgram | null) {
  const byPolicy: Record<string, MeanAndInterval> = {};
  for (const [name, newPlayer] of playersOf(reward, task, external)) {
    const ofShuffle: number[] = [];
    for (let shuffle = 1; shuffle <= Number(values.shuffles); shuffle++) {
      ofShuffle.push(await valueOfPlay(reward, newPlayer, `${values.seed}-${shuffle}`));
    }
    byPolicy[name] = meanAndHalfWidth(ofShuffle);
    console.error(`${reward} ${name}: ${shown(byPolicy[name])}`);
  }
  return { bestFixed: bestFixed(reward), byPolicy };
}

const external = values.external === undefined ? null : startExternal(values.external);
const results: [RewardName, Awaited<ReturnType<typeof measure>>][] = [];
for (const reward of REWARDS) results.push([reward, await measure(reward, external)]);
await external?.close();

const settings = { rows: table.rowCount, shuffles: Number(values.shuffles), batch: BATCH, seed: values.seed, machine };
if (values.json) {
  const own = policies[0] ?? 'external';
  const figures = results.map(([reward, { byPolicy }]) => [reward, byPolicy[own]!] as const);
  printJson('hillstrom', {
    ...Object.fromEntries(figures.map(([reward, { mean }]) => [reward, mean])),
    intervals: Object.fromEntries(
      figures.map(([reward, { mean, halfWidth }]) => [
        reward,
        halfWidth === null ? null : [mean - halfWidth, mean + halfWidth],
      ]),
    ),
    results: Object.fromEntries(results),
    ...settings,
  });
} else {
  console.log(`| policy | ${REWARDS.join(' | ')} |\n|---|---|---|---|`);
  for (const name of Object.keys(results[0]![1].byPolicy)) {
    const cells = results.map(([, { byPolicy }]) => shown(byPolicy[name]!));
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  console.log(
    `| best arm for all | ${results
      .map(
        ([
          ,
          {
            bestFixed: { arm, value },
          },
        ]) => `${value.toPrecision(4)} (${arm})`,
      )
      .join(' | ')} |`,
  );
  console.log(
    `\nReward per customer by replay on ${table.rowCount.toLocaleString('en')} rows, batches of ${BATCH}, ± 95 % over ${values.shuffles} shuffles (seed ${values.seed}). ${machine}`,
  );
}
