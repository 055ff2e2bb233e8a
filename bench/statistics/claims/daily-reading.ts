/** S2: who reads a programme without any effect daily is hardly ever told that there is one. */
import { compareGroups, normalQuantile, sideOfZero } from '@fitly/core/measure';
import { randomOf } from '../../support/random.ts';
import { type Claim, countFor, shareFinding, slackFor } from '../claim.ts';
import { Panel } from '../customers.ts';

const DAYS = 60;
const RATE = 0.004;
const PLAIN = normalQuantile(0.975);

/** Days on which the sequence, and a plain 95 % interval, first excluded 0; null for never. */
export function firstAlarms(seed: number, days = DAYS): { sequence: number | null; plain: number | null } {
  const random = randomOf(seed);
  const [treated, control] = [new Panel(1400), new Panel(600)];
  let sequence: number | null = null;
  let plain: number | null = null;
  for (let day = 1; day <= days; day += 1) {
    treated.playDay(RATE, random);
    control.playDay(RATE, random);
    const reading = compareGroups(treated.moments, control.moments, { alpha: 0.05, plannedSize: 2000 });
    if (reading.kind !== 'reading') continue;
    if (sideOfZero(reading) !== 0) sequence ??= day;
    if (Math.abs(reading.absolute.estimate) > PLAIN * reading.absolute.standardError) plain ??= day;
  }
  return { sequence, plain };
}

export const dailyReading: Claim = {
  id: 'S2',
  claim: 'A/A programmes read daily for 60 days, ever called different',
  goal: '≤ 5 % (+1 %)',
  play: (effort) => {
    const n = countFor(1000, effort);
    const alarms = Array.from({ length: n }, (_, seed) => firstAlarms(seed));
    const plain = alarms.filter((one) => one.plain !== null).length;
    const finding = shareFinding(alarms.filter((one) => one.sequence !== null).length, n, {
      atMost: 0.06,
      slack: slackFor(effort),
    });
    const measured = `${finding.measured} (a plain interval: ${((100 * plain) / n).toFixed(0)} %)`;
    return { ...finding, measured, seeds: `0 … ${n - 1}` };
  },
};
