/**
 * `npm run campaign:faults -- --seeds 20 --customers 20000 [--read-back off]`: days on which a share of all triggers and of all
 * read-backs goes wrong, in every way that the sandbox knows (slow ones in real time: a day takes minutes).
 */
import { parseArgs } from 'node:util';
import { ALL_FAULTS } from '../test/braze/fault-kinds.ts';
import { arm } from '../test/braze/fixture.ts';
import { finishDay, judgeDay, nextDay, openStage } from '../test/chaos/stage.ts';
import { failuresOf, type Verdict } from '../test/chaos/verdict.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    customers: { type: 'string', default: '20000' },
    share: { type: 'string', default: '0.3' },
    'read-back': { type: 'string', default: 'on' },
  },
});

const readBack = values['read-back'] === 'on';
/** Refusals hold something back. Without read-back a doubt stays one; with it nothing does. */
const bad = (verdict: Verdict): number =>
  failuresOf(verdict, 'some_withheld') + (readBack ? verdict.inDoubt : verdict.repeated);

const PATHS = ['/campaigns/trigger', '/canvas/trigger', '/users/export/ids'];
let failures = 0;
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const stage = await openStage({ customers: Number(values.customers), seed: `faults ${seed}`, readBack });
  try {
    const day = await nextDay(stage);
    const schedule = { seed: String(seed), share: Number(values.share), kinds: ALL_FAULTS, paths: PATHS };
    await arm(stage.rehearsal.sandbox, { schedule, read_back_seconds: (seed * 37) % 301 });
    const { starts } = await finishDay(stage, day);
    const verdict = await judgeDay(stage, day);
    failures += bad(verdict);
    console.log(JSON.stringify({ seed, starts, failures: bad(verdict), ...verdict }));
  } finally {
    await stage.close();
  }
}
console.log(failures === 0 ? 'Nothing sent twice, lost or unreported.' : `FAILED: ${failures} finding(s) above.`);
process.exitCode = failures === 0 ? 0 : 1;
