/** `npm run campaign:corrupt -- --seed 1 --trials 500`: R12 of docs/reliability.md, one line for each damage; goes on where it stopped. */
import { parseArgs } from 'node:util';
import { keyedHex, sipKey } from '@fitly/core/math';
import { type CorruptTrial, corruptTrial, openCorruptStage } from '../test/chaos/corrupt.ts';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { finishDay, nextDay } from '../test/chaos/stage.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '500' },
    customers: { type: 'string', default: '300' },
    results: { type: 'string', default: 'docs/campaigns/corruptions.jsonl' },
  },
});
type Kept = CorruptTrial & { readonly seed: string };

/** Each day of a workspace costs a little more than the one before. */
const TRIALS_PER_STAGE = 25;

const ofSeed = async (): Promise<readonly Kept[]> =>
  (await readKept<Kept>(values.results)).filter(({ seed }) => seed === values.seed);
const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'corrupt campaign', values.seed));
let next = (await ofSeed()).length;
while (next < Number(values.trials)) {
  const stage = await openCorruptStage(Number(values.customers), `${values.seed} ${next}`);
  try {
    const { longestMs } = await finishDay(stage, await nextDay(stage));
    for (let played = 0; played < TRIALS_PER_STAGE && next < Number(values.trials); played++, next++) {
      const trial = await corruptTrial(stage, key, next, longestMs);
      await keep(values.results, { seed: values.seed, ...trial });
      const { kind, file, offset, end, said, wrong } = trial;
      console.log([`trial ${next}: ${kind} ${file} at ${offset}: ${end} ${said}`, ...wrong].join('\n  WRONG '));
    }
  } finally {
    await stage.close();
  }
}
const all = await ofSeed();
const count = (wanted: CorruptTrial['end']): number => all.filter(({ end }) => end === wanted).length;
const failures = all.reduce((sum, { failures }) => sum + failures, 0);
const unseen = [...new Set(all.filter(({ end }) => end === 'unseen').map(({ file }) => file))];
console.log(
  JSON.stringify({
    ...{ seed: values.seed, trials: all.length, cutShort: all.filter(({ cutShort }) => cutShort).length },
    ...{ refused: count('refused'), told: count('told'), unseen: count('unseen'), unseenIn: unseen.slice(0, 20) },
    failures,
  }),
);
process.exitCode = failures === 0 ? 0 : 1;
