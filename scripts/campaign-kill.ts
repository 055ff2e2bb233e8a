/** `npm run campaign:kill -- --kills 50 --seed 1`: the long form of test/kill/kill.test.ts; prints each kill and the verdict. */
import { parseArgs } from 'node:util';
import { runCampaign } from '../test/kill/campaign.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    customers: { type: 'string', default: '2800' },
  },
});

const result = await runCampaign({
  kills: Number(values.kills),
  seed: values.seed,
  customers: Number(values.customers),
  onKill: ({ number, afterMs, finishedDays }) =>
    console.log(`kill ${number}: after ${afterMs} ms, ${finishedDays} days finished`),
});
console.log(JSON.stringify({ seed: values.seed, customers: Number(values.customers), ...result }, null, 2));
const { sentTwice, decidedTwice, lost, unreported, unfinished, changedCells, replayDifferences } = result;
const bad = sentTwice + decidedTwice + lost + unreported + unfinished + changedCells + replayDifferences;
console.log(bad === 0 ? 'Nothing sent twice, lost, decided twice or changed.' : `FAILED: ${bad} finding(s) above.`);
process.exitCode = bad === 0 ? 0 : 1;
