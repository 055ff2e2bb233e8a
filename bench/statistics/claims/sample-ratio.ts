/** S5: customers lost from one group are found; groups as planned raise no alarm. */
import { lossByGroup, sampleRatio, sequentialSampleRatio } from '@fitly/core/measure';
import { randomOf } from '../../support/random.ts';
import { type Claim, countFor, percent, shareFinding, slackFor } from '../claim.ts';
import { normalOf } from '../customers.ts';

type Random = ReturnType<typeof randomOf>;

/** Binomial by its normal limit; counts here are in the thousands. */
const binomialOf = (random: Random, n: number, share: number): number =>
  Math.max(0, Math.min(n, Math.round(n * share + Math.sqrt(n * share * (1 - share)) * normalOf(random))));

/** 200,000 enrolled half and half; of the first group's 100,000, `lost` never reach the analysis; .2 % of all do not. */
function play(seed: number, lost: number) {
  const random = randomOf(seed + 5_000_003);
  const first = binomialOf(random, 200_000, 0.5);
  const enrolled = [first, 200_000 - first];
  const kept = enrolled.map((n) => binomialOf(random, n, 0.998));
  return { enrolled, analysed: [binomialOf(random, kept[0]!, 1 - lost), kept[1]!] };
}

const isAlarm = (check: { readonly kind: string; readonly alarm?: boolean }): boolean => check.alarm === true;

const detection: Claim = {
  id: 'S5',
  claim: '1 % lost from a group of 100,000, found by the checks of loss and of sizes',
  goal: '≥ 99 %',
  play: (effort) => {
    const n = countFor(1000, effort);
    let [found, bySizes] = [0, 0];
    for (let seed = 0; seed < n; seed += 1) {
      const { enrolled, analysed } = play(seed, 0.01);
      const sizes = isAlarm(sampleRatio(analysed, [1, 1]));
      if (sizes) bySizes += 1;
      if (sizes || isAlarm(lossByGroup(enrolled, analysed))) found += 1;
    }
    const finding = shareFinding(found, n, { atLeast: 0.99 });
    return {
      ...finding,
      measured: `${finding.measured} (sizes alone: ${percent(bySizes / n)})`,
      seeds: `0 … ${n - 1}`,
    };
  },
};

const alarms: Claim = {
  id: 'S5',
  claim: 'false alarms of one look, sizes',
  goal: '≤ 0.1 %',
  play: (effort) => falseAlarms(effort, 100_000, 0.001, ({ enrolled }) => isAlarm(sampleRatio(enrolled, [1, 1]))),
};
const lossAlarms: Claim = {
  id: 'S5',
  claim: 'false alarms of one look, loss by group',
  goal: '≤ 0.1 %',
  play: (effort) =>
    falseAlarms(effort, 100_000, 0.001, ({ enrolled, analysed }) => isAlarm(lossByGroup(enrolled, analysed))),
};

function falseAlarms(
  effort: number,
  full: number,
  goal: number,
  alarm: (groups: ReturnType<typeof play>) => boolean,
): ReturnType<Claim['play']> {
  const n = countFor(full, effort);
  let hits = 0;
  for (let seed = 0; seed < n; seed += 1) if (alarm(play(seed, 0))) hits += 1;
  // The goal is the level of the test itself, so even the full form is within luck of it, half of the time above.
  return { ...shareFinding(hits, n, { atMost: goal, slack: 3 }), seeds: `0 … ${n - 1}` };
}

const daily: Claim = {
  id: 'S5',
  claim: 'false alarms of the sequential check, read on 60 days',
  goal: '≤ 1 %',
  play: (effort) => {
    const n = countFor(2000, effort);
    let hits = 0;
    for (let seed = 0; seed < n; seed += 1) {
      const random = randomOf(seed + 6_000_003);
      let [first, all] = [0, 0];
      const looks = Array.from({ length: 60 }, () => {
        first += binomialOf(random, 2000, 0.7);
        all += 2000;
        return [first, all - first];
      });
      if (isAlarm(sequentialSampleRatio(looks, [0.7, 0.3]))) hits += 1;
    }
    return { ...shareFinding(hits, n, { atMost: 0.01, slack: slackFor(effort) }), seeds: `0 … ${n - 1}` };
  },
};

export const sampleRatios: readonly Claim[] = [detection, alarms, lossAlarms, daily];
