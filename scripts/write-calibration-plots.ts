/**
 * `npm run calibration-plots`: the calibration plots of docs/concepts/statistics.md, from the simulations of
 * `npm run campaign:statistics` with fixed seeds; the same files on every machine.
 */
import { writeFileSync } from 'node:fs';
import { lineChart } from '@fitly/cli/line-chart';
import { clusterMetric, fixedHorizon, offPolicy } from '../bench/statistics/claims/coverage.ts';
import { firstAlarms } from '../bench/statistics/claims/daily-reading.ts';

const IMAGES = new URL('../docs/images/', import.meta.url);
const DAYS = 60;
const PROGRAMMES = 1000;
const RUNS = 600;
const LEVELS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

const share = (hits: number, all: number): number => hits / all;

const alarms = Array.from({ length: PROGRAMMES }, (_, seed) => firstAlarms(seed, DAYS));
const everBy = (kind: 'sequence' | 'plain') =>
  Array.from({ length: DAYS }, (_, i) => {
    const hits = alarms.filter((one) => (one[kind] ?? DAYS + 1) <= i + 1).length;
    return [i + 1, share(hits, PROGRAMMES)] as const;
  });
const daily = lineChart({
  title: 'Programmes without any effect, ever called different',
  xTitle: 'days of daily reading',
  yTitle: `share of ${PROGRAMMES} programmes`,
  xTicks: [1, 10, 20, 30, 40, 50, 60].map((day) => [day, `${day}`]),
  yTicks: [0, 0.05, 0.1, 0.2, 0.3, 0.4].map((value) => [value, `${Math.round(100 * value)} %`]),
  lines: [
    { name: 'plain 95 % interval', colour: '#c2410c', points: everBy('plain') },
    { name: 'confidence sequence', colour: '#1d4ed8', points: everBy('sequence') },
    {
      name: 'promised: 5 %',
      colour: '#9ca3af',
      points: [
        [1, 0.05],
        [DAYS, 0.05],
      ],
    },
  ],
});

const covered = (covers: (seed: number, alpha: number) => boolean) =>
  LEVELS.map((level) => {
    let hits = 0;
    for (let seed = 0; seed < RUNS; seed += 1) if (covers(seed, 1 - level)) hits += 1;
    return [level, share(hits, RUNS)] as const;
  });
const coverage = lineChart({
  title: 'How often intervals hold the truth',
  xTitle: 'promised',
  yTitle: `held, of ${RUNS} runs`,
  xTicks: [0.5, 0.6, 0.7, 0.8, 0.9, 1].map((value) => [value, `${Math.round(100 * value)} %`]),
  yTicks: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((value) => [value, `${Math.round(100 * value)} %`]),
  lines: [
    {
      name: 'promised',
      colour: '#9ca3af',
      points: [
        [0.5, 0.5],
        [1, 1],
      ],
    },
    { name: 'means, skewed spend', colour: '#1d4ed8', points: covered(fixedHorizon) },
    { name: 'ratio by customer', colour: '#047857', points: covered(clusterMetric) },
    { name: 'off-policy, DR', colour: '#c2410c', points: covered((seed, alpha) => offPolicy(seed, alpha).dr) },
    { name: 'off-policy, SNIPS', colour: '#7c3aed', points: covered((seed, alpha) => offPolicy(seed, alpha).snips) },
  ],
});

writeFileSync(new URL('calibration-daily-reading.svg', IMAGES), daily);
writeFileSync(new URL('calibration-coverage.svg', IMAGES), coverage);
