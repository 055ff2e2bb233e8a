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
const kept = await readKept<{ readonly seed: number; readonly customers: number }>(values.results);
const done = new Set(kept.map((trial) => `${trial.seed} ${trial.customers}`));
let failures = 0;
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  if (done.has(`${seed} ${customers}`)) continue;
  const result = await outageTrial({ seed: String(seed), customers, perHour });
  failures += failuresOfOutage(result);
  const trial = { seed, customers, perHour, failures: failuresOfOutage(result), ...result };
  await keep(values.results, trial);
  console.log(JSON.stringify(trial));
}
process.exitCode = failures === 0 ? 0 : 1;
