/**
 * What it is worth to begin with what an earlier programme has learned (`learning.startFrom`): simulated programmes of 60 days,
 * played from nothing, after a programme in the same world with other customers, and after one in a world that has
 * nothing to do with it. Differences are paired by world.
 *
 *   npm run -s bench -- start-from [--worlds 8] [--seed 1] [--days 60] [--earlier-days 30] [--share .1,.3,1] [--logs] [--json]
 *
 * World number i has the seed SEED-i. `--share`: what a row of the earlier programme counts for,
 * in (0, 1]; several are played side by side. `--logs`: the earlier programmes are logs of somebody else's: chosen by lot; by habits
 * with known propensities; by habits whose propensities have to be estimated (`support/habits.ts`). Preferences change on day 30, also in the second programme; the earlier one ends before.
 */
import { parseArgs } from 'node:util';
import { type ContestState, carryOver, logisticPolicy } from '@fitly/core/learn';
import { featureLayout } from '@fitly/core/policy';
import { learnedFromLog } from '@fitly/service';
import { createProgramme, type Programme, type ProgrammePlayer, playProgramme } from '@fitly/simulator';
import { type MeanAndInterval, meanAndHalfWidth, plusMinus } from './support/bandit/mean-and-interval.ts';
import { habitLog, LOG_KINDS } from './support/habits.ts';
import { KEY, policyPlayer } from './support/players/policy-player.ts';
import { machine, printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '60' },
    'earlier-days': { type: 'string', default: '30' },
    share: { type: 'string' },
    logs: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [worlds, days, earlierDays] = [values.worlds, values.days, values['earlier-days']].map(Number);
if (![worlds, days, earlierDays].every((count) => Number.isInteger(count) && count! >= 1)) {
  throw new RangeError('start-from: whole numbers from 1 on are expected of --worlds, --days and --earlier-days');
}
/** Empty: as the product has it. */
const countings =
  values.share === undefined ? [{}] : values.share.split(',').map((share) => ({ share: Number(share) }));

/** What the default policy knows at the end of a programme. */
async function learnedIn(programme: Programme): Promise<ContestState> {
  let newest: ContestState | null = null;
  const policy: typeof logisticPolicy = {
    ...logisticPolicy,
    learnDay(input) {
      newest = logisticPolicy.learnDay(input);
      return newest;
    },
  };
  await playProgramme(programme, [policyPlayer('earlier', policy, programme)]);
  return newest ?? logisticPolicy.emptyState(featureLayout(programme.space, programme.contextSize));
}

interface Known {
  readonly name: string;
  readonly state: ContestState;
  /** What a row of it counts for, unless it is asked for others; absent: as rows of an agent. */
  readonly share?: number;
}

function playersFrom({ name, state: earlier, ...usual }: Known, programme: Programme): ProgrammePlayer[] {
  const layout = featureLayout(programme.space, programme.contextSize);
  const contextOrigins = Array.from({ length: programme.contextSize }, (_, j) => j);
  return countings.map((counting) => {
    const state = carryOver({ earlier, from: layout, to: layout, contextOrigins, ...usual, ...counting });
    const full = 'share' in counting ? `${name} (${counting.share})` : name;
    return policyPlayer(full, { ...logisticPolicy, emptyState: () => state }, programme);
  });
}

/** What is known after `earlier`, the name of the world before each. */
async function knownAfter(world: string, earlier: Programme): Promise<Known[]> {
  if (!values.logs) return [{ name: world, state: await learnedIn(earlier) }];
  const layout = featureLayout(earlier.space, earlier.contextSize);
  return LOG_KINDS.map((kind) => {
    const { state, share } = learnedFromLog(habitLog(earlier, kind), layout, KEY);
    return { name: `${world}, ${kind}`, state, share };
  });
}

interface World {
  readonly seed: string;
  /** Of players, who begins with nothing first. */
  readonly names: readonly string[];
  readonly shares: readonly number[];
  readonly byBlock: readonly (readonly number[])[];
}

const results: World[] = [];
const startedAt = performance.now();
for (let index = 1; index <= worlds!; index++) {
  const seed = `${values.seed}-${index}`;
  const programme = createProgramme(seed, { days: days! });
  const same = await knownAfter('same_world', createProgramme(seed, { days: earlierDays! }, `${seed} earlier`));
  const unrelated = await knownAfter('unrelated_world', createProgramme(`${seed} unrelated`, { days: earlierDays! }));
  const { scores } = await playProgramme(programme, [
    policyPlayer('nothing', logisticPolicy, programme),
    ...[...same, ...unrelated].flatMap((known) => playersFrom(known, programme)),
  ]);
  results.push({
    seed,
    names: scores.map(({ name }) => name),
    shares: scores.map(({ share }) => share),
    byBlock: scores.map(({ shareByBlock }) => shareByBlock),
  });
  console.error(`world ${seed}: ${scores.map(({ name, share }) => `${name} ${share.toFixed(3)}`).join(', ')}`);
}

const rows = results[0]!.names.map((name, at) => ({
  name,
  share: meanAndHalfWidth(results.map(({ shares }) => shares[at]!)),
  minusNothing: meanAndHalfWidth(results.map(({ shares }) => shares[at]! - shares[0]!)),
  worse: results.filter(({ shares }) => shares[at]! < shares[0]!).length,
  byBlock: results[0]!.byBlock[at]!.map(
    (_, block) => meanAndHalfWidth(results.map((w) => w.byBlock[at]![block]!)).mean,
  ),
}));
const seconds = (performance.now() - startedAt) / 1000;
if (values.json) {
  printJson('start-from', { rows, seed: values.seed, worlds, days, earlierDays, seconds, byWorld: results });
} else {
  const shown = (figure: MeanAndInterval): string => plusMinus(figure, (value) => value.toFixed(3));
  console.log(
    '| begins with | share | minus nothing, paired | worlds worse | first to last 10 days |\n|---|---|---|---|---|',
  );
  for (const { name, share, minusNothing, worse, byBlock } of rows) {
    const difference = name === 'nothing' ? '' : shown(minusNothing);
    console.log(
      `| ${[name, shown(share), difference, worse, byBlock.map((each) => each.toFixed(2)).join(' ')].join(' | ')} |`,
    );
  }
  console.log(
    `\n${worlds} worlds (seed ${values.seed}) of ${days} days, after programmes of ${earlierDays}; ± 95 % over worlds (Student's t). ${seconds.toFixed(0)} s, ${machine}`,
  );
}
