/**
 * `npm run campaign:faults -- --seeds 20 --customers 20000 [--read-back off]`: R4 of docs/reliability.md. Days on which a share of all
 * triggers and of all read-backs goes wrong, in every way that the sandbox knows (slow ones in real time: a day takes minutes). One line
 * of results for each seed; goes on where it stopped.
 */
import { parseArgs } from 'node:util';
import { type FaultTrial, faultTrial } from '../test/chaos/fault-trial.ts';
import { keep, readKept } from '../test/chaos/kept-results.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    customers: { type: 'string', default: '20000' },
    share: { type: 'string', default: '0.3' },
    'read-back': { type: 'string', default: 'on' },
    results: { type: 'string', default: 'docs/campaigns/faults.jsonl' },
  },
});

const readBack = values['read-back'] === 'on';
const [customers, share] = [Number(values.customers), Number(values.share)];
const ofThisKind = async (): Promise<readonly FaultTrial[]> =>
  (await readKept<FaultTrial>(values.results)).filter(
    (trial) => trial.customers === customers && trial.share === share && trial.readBack === readBack,
  );

const done = new Set((await ofThisKind()).map(({ seed }) => seed));
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  if (done.has(seed)) continue;
  const trial = await faultTrial({ seed, customers, share, readBack });
  await keep(values.results, trial);
  console.log(JSON.stringify(trial));
}
const all = await ofThisKind();
const sum = (field: 'decisions' | 'accepted' | 'repeated' | 'inDoubt' | 'sentTwice' | 'lost' | 'failures'): number =>
  all.reduce((total, trial) => total + trial[field], 0);
console.log(
  JSON.stringify({
    ...{ customers, share, readBack, trials: all.length, decisions: sum('decisions'), accepted: sum('accepted') },
    ...{ repeated: sum('repeated'), inDoubt: sum('inDoubt'), sentTwice: sum('sentTwice'), lost: sum('lost') },
    failures: sum('failures'),
  }),
);
process.exitCode = sum('failures') === 0 ? 0 : 1;
