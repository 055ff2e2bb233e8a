/**
 * `npm run campaign:processes -- --seed 1 --trials 40`: R8, R9, R20 and the kill switch of docs/reliability.md in turn, until so many trials
 * of the seed stand in the results file. Stopped and started again, it goes on. `--only terminated`: one kind alone.
 */
import { parseArgs } from 'node:util';
import { keyedHex, sipKey } from '@fitly/core/math';
import { keep, readKept } from '../test/chaos/kept-results.ts';
import { type ProcessTrial, processTrial, TRIAL_KINDS, type TrialKind } from '../test/chaos/process-trial.ts';
import { finishDay, nextDay, openStage } from '../test/chaos/stage.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '40' },
    customers: { type: 'string', default: '1500' },
    only: { type: 'string' },
    results: { type: 'string', default: 'docs/campaigns/processes.jsonl' },
  },
});
type Kept = ProcessTrial & { readonly seed: string };

const only = values.only === undefined ? null : (values.only as TrialKind);
if (only !== null && !TRIAL_KINDS.includes(only)) throw new Error(`--only: one of ${TRIAL_KINDS.join(', ')}`);
const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'process campaign', values.seed));
const kept = await keptTrials();
let next = Math.max(-1, ...kept.map(({ trial }) => trial)) + 1;
if (next < Number(values.trials)) {
  const stage = await openStage({
    customers: Number(values.customers),
    seed: `${values.seed} ${next}`,
    ...{ readBack: true, atOnce: true },
  });
  try {
    await finishDay(stage, await nextDay(stage));
    const usualMs = (await finishDay(stage, await nextDay(stage))).longestMs;
    for (; next < Number(values.trials); next++) {
      const trial = await processTrial(stage, { key, trial: next, usualMs, only });
      await keep(values.results, { seed: values.seed, ...trial });
      const { kind, told, stopMs, notes } = trial;
      console.log(`trial ${next}: ${kind}, ${told} told, stopped after ${stopMs ?? '-'} ms ${notes.join('; ')}`);
    }
  } finally {
    await stage.close();
  }
}
const all = await keptTrials();
const summary = TRIAL_KINDS.map((kind) => {
  const of = all.filter((trial) => trial.kind === kind);
  const stops = of.flatMap(({ stopMs }) => (stopMs === null ? [] : [stopMs]));
  const sum = (pick: (trial: Kept) => number): number => of.reduce((total, trial) => total + pick(trial), 0);
  const longestStopMs = stops.length === 0 ? null : Math.max(...stops);
  return {
    ...{ kind, trials: of.length, decisions: sum(({ decisions }) => decisions), told: sum(({ told }) => told) },
    ...{ longestStopMs, mostSending: Math.max(0, ...of.map(({ mostSending }) => mostSending)) },
    ...{ failures: sum(({ failures }) => failures) },
  };
});
console.table(summary);
process.exitCode = all.some(({ failures }) => failures > 0) ? 1 : 0;

async function keptTrials(): Promise<readonly Kept[]> {
  return (await readKept<Kept>(values.results)).filter(({ seed }) => seed === values.seed);
}
