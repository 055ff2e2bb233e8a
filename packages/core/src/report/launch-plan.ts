/**
 * Before a launch: how many customers each group will have, the smallest effect that can be shown, and when. From the size of
 * the audience and what customers do without the agent, as if successes came evenly and independently.
 */
import { GROUPS, type Group } from '../terms.ts';
import { comparisonsOf } from './contrasts.ts';
import { formatCount, formatShare } from './format.ts';
import { planGroups } from './planning.ts';
import type { BothLooks, ContrastPlan } from './planning-report.ts';
import { GROUP_PHRASES } from './words.ts';

export interface LaunchFacts {
  /** In the audience on the first day: all are enrolled then. */
  readonly customers: number;
  readonly shares: Readonly<Record<Group, number>>;
  /** Of all intervals together, in (0, 1). */
  readonly alpha: number;
  /** Of the metric, plural. */
  readonly label: string;
  /** The metric per customer over `days`. */
  readonly baseline: { readonly mean: number; readonly variance: number; readonly days: number };
}

export interface LaunchPlan {
  readonly customers: number;
  readonly baseline: LaunchFacts['baseline'];
  /** Expected, whole customers; groups without a share are left out. */
  readonly groups: readonly { readonly group: Group; readonly customers: number }[];
  /** One per primary comparison. */
  readonly contrasts: readonly LaunchContrast[];
}

interface LaunchContrast extends ContrastPlan {
  /** Days from the launch until an effect is found with `power`; null: not within a year. */
  readonly when: readonly (Readonly<Record<'effect', number>> & Readonly<Record<keyof BothLooks, number | null>>)[];
}

const EFFECTS = [0.02, 0.05, 0.1, 0.2];
const MOST_DAYS = 365;

/** Null where nothing can be planned: nobody, or a metric that is always the same. */
export function planLaunch(facts: LaunchFacts): LaunchPlan | null {
  const { customers, shares, baseline, alpha, label } = facts;
  if (!(customers > 1 && baseline.mean !== 0 && baseline.variance > 0 && baseline.days > 0)) return null;
  const contrasts = comparisonsOf({ shares, alpha }).flatMap(({ definition, alpha: own }): LaunchContrast[] => {
    const { id, treated, control, role } = definition;
    if (role !== 'primary') return [];
    const sized = (group: Group) => ({ n: customers * shares[group], variance: baseline.variance });
    const groups = { treated: sized(treated), control: sized(control) };
    const plan = planGroups({
      ...{ id, treated, control, alpha: own, explained: 0, label, baselineMean: baseline.mean, groups },
      plannedSize: groups.treated.n + groups.control.n,
    });
    return plan === null ? [] : [withDays(plan, baseline.days)];
  });
  const groups = GROUPS.filter((group) => shares[group] > 0).map((group) => ({
    group,
    customers: Math.round(customers * shares[group]),
  }));
  return { customers, baseline, groups, contrasts };
}

/** Mean and variance grow with the days alike, so the smallest relative effect falls with the root of their number. */
function withDays(plan: ContrastPlan, windowDays: number): LaunchContrast {
  const daysUntil = (effect: number, smallest: number): number | null => {
    const ratio = smallest / effect;
    const days = Math.max(1, Math.ceil(windowDays * ratio * ratio));
    return days <= MOST_DAYS ? days : null;
  };
  const { sequential, fixed } = plan.detectable;
  const when = EFFECTS.map((effect) => ({
    effect,
    sequential: daysUntil(effect, sequential),
    fixed: daysUntil(effect, fixed),
  }));
  return { ...plan, when, says: [...plan.says, whenSentence(when, plan)] };
}

function whenSentence(when: LaunchContrast['when'], { control }: ContrastPlan): string {
  const told = when.map(({ effect, sequential, fixed }) =>
    sequential === null
      ? `±${formatShare(effect)} not within a year (${fixed === null ? 'nor in one look' : `in one look after ${formatCount(fixed)}`})`
      : `±${formatShare(effect)} after ${formatCount(sequential)} days (in one look after ${formatCount(fixed ?? sequential)})`,
  );
  return `Against ${GROUP_PHRASES[control]}, read daily: ${told.join(', ')}.`;
}
