/**
 * `npm run campaign:chaos -- --seed 1 --kills 200`: days that are killed at random moments, until so many kills stand in the
 * results file. Stopped and started again, it goes on; each trial is a function of seed and number.
 */
import { parseArgs } from 'node:util';
import { keyedHex, sipKey } from '@fitly/core/math';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { type KillTrial, killTrial } from '../test/chaos/kill-trial.ts';
import { finishDay, nextDay, openStage, type Stage } from '../test/chaos/stage.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '200' },
    customers: { type: 'string', default: '5000' },
    results: { type: 'string', default: 'docs/campaigns/kills.jsonl' },
  },
});

type Kept = KillTrial & { readonly seed: string; readonly customers: number };

/** A workspace that has seen many days costs more time per day than it shows. */
const DAYS_PER_STAGE = 20;

const customers = Number(values.customers);
const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'chaos campaign', values.seed));
const kept = await readKept<Kept>(values.results);
const own = kept.filter(({ seed, customers: size }) => seed === values.seed && size === customers);
let kills = countKills(own);
let next = Math.max(-1, ...own.map(({ trial }) => trial)) + 1;
while (kills < Number(values.kills)) {
  const stage = await openStage({ customers, seed: `${values.seed} ${next}`, readBack: true });
  try {
    const usualMs = await usualDay(stage);
    console.log(`a day of ${customers} customers takes ${usualMs} ms undisturbed`);
    for (let played = 0; played < DAYS_PER_STAGE && kills < Number(values.kills); played++, next++) {
      const trial = await killTrial(stage, key, next, usualMs);
      kills += trial.killedAfterMs.length;
      await keep(values.results, { seed: values.seed, customers, ...trial });
      console.log(
        `trial ${next}: killed after ${trial.killedAfterMs.join(', ') || 'nothing'} ms${trial.lostAnswers ? ', answers lost' : ''}; ${trial.accepted} of ${trial.decisions} accepted, ${trial.repeated} repeated, ${trial.failures} failure(s); ${kills} kills so far`,
      );
    }
  } finally {
    await stage.close();
  }
}
const all = (await readKept<Kept>(values.results)).filter(({ seed }) => seed === values.seed);
const failures = all.reduce((sum, { failures }) => sum + failures, 0);
const total = countKills(all);
console.log(
  JSON.stringify(
    {
      seed: values.seed,
      trials: all.length,
      kills: total,
      decisions: sum(all, 'decisions'),
      sentTwice: sum(all, 'sentTwice'),
      lost: sum(all, 'lost'),
      unreported: sum(all, 'unreported'),
      inDoubt: sum(all, 'inDoubt'),
      repeated: sum(all, 'repeated'),
      replayDifferences: sum(all, 'replayDifferences'),
      looksAtCounts: sum(all, 'looks'),
      brokenSums: sum(all, 'brokenSums'),
      longestResumeMs: Math.max(0, ...all.map(({ finishedInMs }) => finishedInMs)),
      failures,
      upperBoundOfFailureRate: failures === 0 && total > 0 ? 3 / total : null,
    },
    null,
    2,
  ),
);
process.exitCode = failures === 0 ? 0 : 1;

/** The first day also enrols everybody; the second is a usual one. */
async function usualDay(stage: Stage): Promise<number> {
  await finishDay(stage, await nextDay(stage));
  return (await finishDay(stage, await nextDay(stage))).longestMs;
}

function countKills(trials: readonly Kept[]): number {
  return trials.reduce((sum, { killedAfterMs }) => sum + killedAfterMs.length, 0);
}

function sum(trials: readonly Kept[], field: keyof Kept): number {
  return trials.reduce((total, trial) => total + Number(trial[field]), 0);
}
