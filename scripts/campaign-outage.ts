/** `npm run campaign:outage -- --seeds 5`: R5 of docs/reliability.md, one line of results for each seed; goes on where it stopped. */
import { parseArgs } from 'node:util';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { failuresOfOutage, outageTrial } from '../test/chaos/outage.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '5' },
    customers: { type: 'string', default: '2000' },
    'per-hour': { type: 'string', default: '8' },
    results: { type: 'string', default: 'docs/campaigns/outages.jsonl' },
  },
});

const [customers, perHour] = [Number(values.customers), Number(values['per-hour'])];
type Kept = Awaited<ReturnType<typeof outageTrial>> & {
  readonly seed: number;
  readonly customers: number;
  readonly failures: number;
};

/** Of this size, whether they were played now or by an earlier call. */
const ofThisSize = async (): Promise<readonly Kept[]> =>
  (await readKept<Kept>(values.results)).filter((trial) => trial.customers === customers && trial.perHour === perHour);

const done = new Set((await ofThisSize()).map(({ seed }) => seed));
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  if (done.has(seed)) continue;
  // Every second one with all of it due at once.
  const result = await outageTrial({ seed: String(seed), customers, perHour, atOnce: seed % 2 === 0 });
  const trial: Kept = { seed, customers, failures: failuresOfOutage(result), ...result };
  await keep(values.results, trial);
  console.log(JSON.stringify(trial));
}
const all = await ofThisSize();
const failures = all.reduce((sum, trial) => sum + trial.failures, 0);
const mostAtOnce = Math.max(0, ...all.map((trial) => trial.mostAtOnce));
console.log(JSON.stringify({ customers, perHour, trials: all.length, mostAtOnce, failures }));
process.exitCode = failures === 0 ? 0 : 1;
