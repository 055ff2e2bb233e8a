/**
 * Two agents or more want the same customers, and each customer is for one agent a day: what arbitration by bids earns beside a
 * lottery and beside first come, first served, in simulated worlds. Agents learn as the product does, each from the customers it
 * got. Values are exact given the probabilities, and differences are paired by world.
 *
 *   npm run -s bench -- arbitration [--worlds 16] [--agents 2] [--days 20] [--customers 200] [--seed 1] [--json]
 *
 * `successes`: of messages, where whoever gets none does nothing. `content`: what the choice of the message adds to choosing it by
 * lot, where any message would have done as well as none.
 */
import { parseArgs } from 'node:util';
import { probabilityVector } from '@fitly/core/data';
import { type ArbitrationRules, type Bid, expectedGains, lossesAfter, middleRanks, winnerOf } from '@fitly/core/decide';
import { LEARNING_DEFAULTS, type Learning } from '@fitly/core/design';
import { logisticPolicy } from '@fitly/core/learn';
import { sipKey, subKey, uniform } from '@fitly/core/math';
import {
  featureLayout,
  type PolicyVersion,
  probabilitiesFor,
  sampleAction,
  type TrainingRows,
} from '@fitly/core/policy';
import { asAgentName, asCustomerKey, asDay, asDecisionId } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import { createProgramme, type Programme } from '@fitly/simulator';
import { machine, printJson } from './support/report.ts';

const KEY = sipKey('000102030405060708090a0b0c0d0e0f');
const FIRST_DAY = asDay('2026-01-05');
const LEARNING: Learning = { policy: 'logistic', ...LEARNING_DEFAULTS };
const ARMS: Readonly<Record<string, ArbitrationRules | null>> = {
  arbitration: { floor: 0.1, losses: 5 },
  lottery: { floor: 1, losses: 1_000_000 },
  first_come: null,
};

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '16' },
    agents: { type: 'string', default: '2' },
    days: { type: 'string', default: '20' },
    customers: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const [worlds, agents, days, customers] = [values.worlds, values.agents, values.days, values.customers].map(Number) as [
  number,
  number,
  number,
  number,
];
if (!(worlds >= 2 && agents >= 2 && days >= 1 && customers >= 1)) {
  console.error('arbitration: two worlds and two agents or more, one day and one customer or more');
  process.exitCode = 2;
} else report(Array.from({ length: worlds }, (_, world) => playWorld(`${values.seed}-${world + 1}`)));

interface Earned {
  readonly successes: number;
  readonly content: number;
}

function playWorld(seed: string): Readonly<Record<string, Earned>> {
  const changes = { days, decisionsPerDay: customers, optionCounts: [3, 3, 2], changeDay: null };
  const programmes = Array.from({ length: agents }, (_, agent) => createProgramme(`${seed}/${agent}`, changes));
  return Object.fromEntries(Object.entries(ARMS).map(([arm, rules]) => [arm, playArm(programmes, rules)]));
}

interface Player {
  readonly programme: Programme;
  readonly name: ReturnType<typeof asAgentName>;
  readonly losses: number[];
  readonly waiting: TrainingRows[];
  version: PolicyVersion;
  /** Learns from the rows of a day and makes the version of another. */
  readonly learn: (rows: TrainingRows, day: number) => void;
}

function playerOf(programme: Programme, agent: number): Player {
  const layout = featureLayout(programme.space, programme.contextSize);
  let state = logisticPolicy.emptyState(layout);
  const player: Player = {
    ...{ programme, name: asAgentName(`agent${agent + 1}`), waiting: [] },
    losses: Array.from({ length: customers }, () => 0),
    version: { kind: 'uniform' },
    learn(rows, day) {
      state = logisticPolicy.forget({ state, layout, days: 1, learning: LEARNING });
      state = logisticPolicy.learnDay({ state, layout, rows, shardKey: KEY });
      const name = `${programme.seed}/${day}`;
      const made = { state, layout, learning: LEARNING, encodingVersion: 1, key: KEY, name };
      player.version = logisticPolicy.nextVersion(made);
    },
  };
  return player;
}

/** Per customer and day. */
function playArm(programmes: readonly Programme[], rules: ArbitrationRules | null): Earned {
  const players = programmes.map(playerOf);
  const sums = { successes: 0, content: 0 };
  for (let day = 0; day < days; day++) {
    for (const player of players) {
      const matured = player.waiting[day - player.programme.parameters.delayDays - 1];
      if (matured !== undefined) player.learn(matured, day);
    }
    const winners = winnersOf(players, rules, day);
    for (const [agent, player] of players.entries()) {
      const rows = [...winners.keys()].filter((row) => winners[row] === agent);
      const earned = decideFor(player, rows, day);
      sums.successes += earned.successes;
      sums.content += earned.content;
    }
  }
  return { successes: sums.successes / (days * customers), content: sums.content / (days * customers) };
}

/** By row: the agent that has the customer. */
function winnersOf(players: readonly Player[], rules: ArbitrationRules | null, day: number): number[] {
  if (rules === null) return Array.from({ length: customers }, () => 0);
  const ranks = players.map(({ programme, version }) => {
    const masks = new Array<Uint8Array>(customers).fill(everythingOf(programme));
    return middleRanks(
      expectedGains({ version, space: programme.space, features: programme.batch(day).contexts, masks }),
    );
  });
  return Array.from({ length: customers }, (_, row) => {
    const bids = players.map(
      ({ name, losses }, agent): Bid => ({ agent: name, rank: ranks[agent]![row]!, losses: losses[row]! }),
    );
    const place = { key: KEY, day: addDays(FIRST_DAY, day), customerKey: asCustomerKey(String(row)) };
    const winner = bids.findIndex(({ agent }) => agent === winnerOf(bids, place, rules));
    for (const [agent, { losses }] of players.entries()) losses[row] = lossesAfter(losses[row]!, agent === winner);
    return winner;
  });
}

function everythingOf({ space }: Programme): Uint8Array {
  return new Uint8Array(space.size).fill(1);
}

function decideFor({ programme, version, waiting }: Player, rows: readonly number[], day: number): Earned {
  const { space, contextSize, seed } = programme;
  const batch = programme.batch(day);
  const all = everythingOf(programme);
  const key = subKey(KEY, 'choices', seed);
  const contexts = new Float64Array(rows.length * contextSize);
  const actions = new Int32Array(rows.length);
  const earned = { successes: 0, content: 0 };
  for (const [at, row] of rows.entries()) {
    const x = batch.contexts.subarray(row * contextSize, (row + 1) * contextSize);
    contexts.set(x, at * contextSize);
    const vector = probabilityVector(probabilitiesFor(version, space, x, all)!, space, all);
    const own = batch.values.subarray(row * space.size, (row + 1) * space.size);
    const expected = own.reduce((sum, value, action) => sum + value * vector[action]!, 0);
    earned.successes += expected;
    earned.content += expected - own.reduce((sum, value) => sum + value, 0) / space.size;
    actions[at] = sampleAction(vector, uniform(key, `${day}/${row}`));
  }
  waiting.push({
    ...{ count: rows.length, contexts, actions },
    customerKeys: rows.map((row) => asCustomerKey(`${day}/${row}`)),
    decisionIds: rows.map((row) => asDecisionId(`${day}/${row}`)),
    rewards: Float64Array.from(rows, (row, at) => Number(batch.succeeds(row, actions[at]!))),
  });
  return earned;
}

function report(results: readonly Readonly<Record<string, Earned>>[]): void {
  const rows = (['successes', 'content'] as const).flatMap((measure) =>
    Object.keys(ARMS).map((arm) => {
      const own = results.map((result) => 1000 * result[arm]![measure]);
      const ahead = results.map((result) => 1000 * (result['arbitration']![measure] - result[arm]![measure]));
      return { measure, arm, mean: meanOf(own), ...intervalOf(ahead), won: ahead.filter((each) => each > 0).length };
    }),
  );
  if (values.json) {
    printJson('arbitration', { rows, worlds, agents, days, customers, seed: values.seed });
    return;
  }
  console.log(
    '| per 1,000 customer days | who gets a customer | mean | arbitration minus it, paired | 95 % interval | worlds won |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const { measure, arm, mean, difference, half, won } of rows) {
    const paired =
      arm === 'arbitration'
        ? ['', '', '']
        : [signed(difference), `${signed(difference - half)} to ${signed(difference + half)}`, `${won} of ${worlds}`];
    console.log(`| ${[measure, arm, mean.toFixed(2), ...paired].join(' | ')} |`);
  }
  console.log(
    `\n${worlds} worlds (seed ${values.seed}), ${agents} agents, ${days} days × ${customers} customers. ${machine}`,
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean and half of a 95 % interval over worlds, by the normal distribution: with 16 worlds some 8 % too narrow. */
function intervalOf(differences: readonly number[]): { readonly difference: number; readonly half: number } {
  const difference = meanOf(differences);
  const variance = differences.reduce((sum, each) => sum + (each - difference) ** 2, 0) / (differences.length - 1);
  return { difference, half: 1.96 * Math.sqrt(variance / differences.length) };
}
