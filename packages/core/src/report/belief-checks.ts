/** Two checks of what comparisons and candidates rest on: groups that were alike before, and draws that follow their probabilities. */
import {
  emptyJointMoments,
  type JointMoments,
  momentsOf,
  normalSurvival,
  postStratifiedDifference,
  prePeriodBalance,
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

/** Did the groups of the primary comparisons behave alike before? Within epochs, as shares were those of their time. */
export function balanceCheck(input: ReportInput): Check {
  const id = 'pre_period_balance';
  const found = comparisonsOf(input)
    .filter(({ definition }) => definition.role === 'primary')
    .flatMap(({ definition: { treated, control } }) => balanceOf(input, treated, control) ?? []);
  if (found.length === 0) {
    const detail = 'nothing tells what customers did in the 28 days before they were enrolled';
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

function balanceOf(
  { days }: ReportInput,
  treated: Group,
  control: Group,
): { readonly p: number; readonly difference: number } | null {
  const before = (joint: JointMoments | undefined) => momentsOf(joint ?? emptyJointMoments(2), 1);
  const strata = (days.at(-1)?.epochs ?? [])
    .map(({ groups }) => ({ treated: groups[treated], control: groups[control] }))
    .filter((each) => [each.treated, each.control].every((group) => (group?.means.length ?? 0) > 1 && group!.n > 1))
    .map((each) => ({ treated: before(each.treated), control: before(each.control) }));
  const [only, ...others] = strata;
  if (only === undefined) return null;
  const found = others.length === 0 ? prePeriodBalance(only.treated, only.control) : postStratifiedDifference(strata);
  return found.kind === 'refused' || found.p === null ? null : { p: found.p, difference: found.estimate };
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
  const certain = Math.abs(off) < 0.5 ? 0 : Math.sign(off) * Number.MAX_VALUE;
  const z = variance > 1e-9 * decisions ? off / Math.sqrt(variance) : certain;
  const alarm = Math.abs(z) > MOST_Z;
  return {
    id,
    state: alarm ? 'failed' : 'passed',
    summary: alarm ? 'Draws do not follow their probabilities' : 'Draws follow their probabilities',
    detail: `in ${formatCount(decisions)} decisions the most probable action was drawn ${formatCount(Math.abs(off))} times ${off < 0 ? 'less' : 'more'} often than logged (p ${formatP(2 * normalSurvival(Math.abs(z)))}); beyond ${MOST_Z} standard errors the log is no base for judging candidates`,
    figures: { z, decisions },
  };
}
