/**
 * What the watch over preferences tells in simulated programmes of 60 days: how many tell of a change although none is planted
 * (at most 60 in 365 are promised), and, where half of the main effects change on day 30, how soon the first is told.
 *
 *   npm run -s bench -- changes [--worlds 8] [--seed 1] [--days 60] [--json]
 *
 * World number i has the seed SEED-i. The default policy plays, by whose posterior days are foreseen.
 */
import { parseArgs } from 'node:util';
import { type ChangeState, logisticPolicy, NOTHING_WATCHED, type PreferenceChange, watchDay } from '@fitly/core/learn';
import { createKernelFold } from '@fitly/kernel';
import { createProgramme, type Programme, playProgramme } from '@fitly/simulator';
import { policyPlayer } from './support/players/policy-player.ts';
import { printJson } from './support/report.ts';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});
const [worlds, days] = [values.worlds, values.days].map(Number);
/** Days of matured decisions in which at most one event is false: `core/learn/change-detection.ts`. */
const DAYS_PER_FALSE_EVENT = 365;

type Told = PreferenceChange & { readonly day: number };

/** Everything told, by the day of the decisions that it was seen in. */
async function watched(programme: Programme): Promise<Told[]> {
  const told: Told[] = [];
  const arithmetic = createKernelFold();
  let watch: ChangeState = NOTHING_WATCHED;
  let day = 0;
  const policy: typeof logisticPolicy = {
    ...logisticPolicy,
    learnDay(input) {
      const surprise = logisticPolicy.surprises!({ ...input, arithmetic });
      const watched = surprise === null ? { state: watch, changes: [] } : watchDay(watch, String(day), surprise);
      watch = watched.state;
      told.push(...watched.changes.map((change) => ({ ...change, day })));
      day += 1;
      return logisticPolicy.learnDay(input);
    },
  };
  await playProgramme(programme, [policyPlayer('watched', policy, programme)]);
  return told;
}

const results: { readonly seed: string; readonly unchanged: readonly Told[]; readonly changed: readonly Told[] }[] = [];
for (let index = 1; index <= worlds!; index++) {
  const seed = `${values.seed}-${index}`;
  const unchanged = await watched(createProgramme(seed, { days: days!, changeDay: null }));
  const changed = await watched(createProgramme(seed, { days: days! }));
  results.push({ seed, unchanged, changed });
  const shown = (all: readonly Told[]): string =>
    all.map(({ day, dimension, option, size }) => `day ${day} ${dimension}/${option} ${size.toFixed(2)}`).join('; ') ||
    'nothing';
  console.error(`world ${seed}: nothing planted: ${shown(unchanged)}. Day 30: ${shown(changed)}`);
}
const changeDay = 30;
const falsely = results.filter(({ unchanged }) => unchanged.length > 0).length;
const first = results
  .map(({ changed }) => changed.find(({ day }) => day >= changeDay)?.day ?? null)
  .filter((day) => day !== null)
  .map((day) => day - changeDay)
  .sort((a, b) => a - b);
const figures = {
  worlds: worlds!,
  falsely,
  promisedShare: days! / DAYS_PER_FALSE_EVENT,
  told: first.length,
  medianDaysUntilTold: first[Math.floor(first.length / 2)] ?? null,
};
if (values.json) printJson('changes', { ...figures, seed: values.seed, byWorld: results });
else {
  console.log(
    `nothing planted: ${falsely} of ${worlds} worlds tell of a change (promised: at most ${((100 * days!) / DAYS_PER_FALSE_EVENT).toFixed(0)} %)`,
  );
  console.log(
    `half of the main effects change on day ${changeDay}: ${first.length} of ${worlds} tell, the median ${figures.medianDaysUntilTold} days after it`,
  );
}
