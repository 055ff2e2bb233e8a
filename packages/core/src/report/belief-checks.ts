/** Two checks of what comparisons and candidates rest on: groups that were alike before, and draws that follow their probabilities. */
import {
  MIN_CONVERTERS,
  MIN_CUSTOMERS,
  momentsOf,
  normalSurvival,
  prePeriodBalance,
  type StratumMoments,
} from '../measure/index.ts';
import type { Group } from '../terms.ts';
import { comparisonsOf } from './contrasts.ts';
import { formatCount, formatP, formatPlain } from './format.ts';
import type { Check } from './report.ts';
import type { InsightsInput, ReportInput } from './report-input.ts';

/** A comparison of what customers did before they were enrolled alarms below it, by as many as there are primary comparisons. */
const BALANCE_ALARM = 0.001;
/** Draws this many standard errors from their probabilities alarm: looked at daily, and over many days. */
const MOST_Z = 4;
/** Below it a few draws against the odds, which must come, are many standard errors. */
const LEAST_VARIANCE = 10;

/** Did the groups of the primary comparisons behave alike before? Within epochs, as shares were those of their time; read daily. */
export function balanceCheck(input: ReportInput): Check {
  const id = 'pre_period_balance';
  const told = comparisonsOf(input)
    .filter(({ definition }) => definition.role === 'primary')
    .map(({ definition: { treated, control } }) => epochsBefore(input, treated, control))
    .filter((epochs) => epochs.length > 0);
  const found = told.map(prePeriodBalance).filter((balance) => balance.kind === 'balance');
  if (found.length === 0) {
    const detail = told.length === 0 ? NOTHING_TOLD : TOO_FEW;
    return { id, state: 'not_known', summary: 'Balance before enrolment: not known', detail, figures: {} };
  }
  const smallest = Math.min(...found.map(({ p }) => p));
  const p = Math.min(1, smallest * found.length);
  const alarm = p < BALANCE_ALARM;
  const { difference } = found.find((each) => each.p === smallest)!;
  return {
    id,
    state: alarm ? 'failed' : 'passed',
    summary: alarm ? 'The groups differed before enrolment' : 'The groups were alike before enrolment',
    detail: `what customers did in the 28 days before enrolment differs by ${formatPlain(difference, 3)} per customer, p ${formatP(p)}; below ${formatP(BALANCE_ALARM)} something other than chance made the groups`,
    figures: { p, difference },
  };
}

const NOTHING_TOLD = 'nothing tells what customers did in the 28 days before they were enrolled';
const TOO_FEW = `too few customers did something in the 28 days before they were enrolled: it takes ${MIN_CUSTOMERS} customers in each group, and ${MIN_CONVERTERS} of them who did, more where a few did most of it`;

/** Empty: nothing tells of what was before. */
function epochsBefore({ days }: ReportInput, treated: Group, control: Group): StratumMoments[] {
  return (days.at(-1)?.epochs ?? []).flatMap(({ groups }) => {
    const [one, two] = [groups[treated], groups[control]];
    const isTold = one !== undefined && two !== undefined && one.means.length > 1 && two.means.length > 1;
    return isTold ? [{ treated: momentsOf(one, 1), control: momentsOf(two, 1) }] : [];
  });
}

/** Is the most probable action drawn as often as the logged probabilities say? Candidates are judged by them. */
export function propensityCheck(insights: InsightsInput | undefined): Check {
  const id = 'propensities';
  let [off, variance, decisions] = [0, 0, 0];
  for (const { topMass, topVariance, ...day } of insights?.policyHealth ?? []) {
    if (topMass === undefined || topVariance === undefined) continue;
    off += day.decisions * (day.topChosen - topMass);
    variance += day.decisions * topVariance;
    decisions += day.decisions;
  }
  if (decisions === 0) {
    const detail = 'no decision of the agent was noted with its probabilities yet';
    return { id, state: 'not_known', summary: 'Probabilities: not known', detail, figures: {} };
  }
  // Where everything was certain nothing varies, and a single miss is proof.
  const isCertain = variance <= 1e-9 * decisions;
  if (!isCertain && variance < LEAST_VARIANCE) {
    const detail = `in ${formatCount(decisions)} decisions the policy was so sure of its actions that too few others were to be drawn`;
    return { id, state: 'not_known', summary: 'Probabilities: not known', detail, figures: { decisions } };
  }
  const certain = Math.abs(off) < 0.5 ? 0 : Math.sign(off) * Number.MAX_VALUE;
  const z = isCertain ? certain : off / Math.sqrt(variance);
  const alarm = Math.abs(z) > MOST_Z;
  return {
    id,
    state: alarm ? 'failed' : 'passed',
    summary: alarm ? 'Draws do not follow their probabilities' : 'Draws follow their probabilities',
    detail: `in ${formatCount(decisions)} decisions the most probable action was drawn ${formatCount(Math.abs(off))} times ${off < 0 ? 'less' : 'more'} often than logged (p ${formatP(2 * normalSurvival(Math.abs(z)))}); beyond ${MOST_Z} standard errors the log is no base for judging candidates`,
    figures: { z, decisions },
  };
}
