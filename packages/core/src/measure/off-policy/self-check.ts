/**
 * The self-check: the agent's policy is evaluated from the random group's log, week by week, and compared with what the
 * agent's own customers did. Who evaluates candidates this way shows here whether it works.
 */
import { isAlpha } from '../inference.ts';
import { normalQuantile } from '../special/normal.ts';

interface Measured {
  readonly estimate: number;
  /** ≥ 0; both errors are of different customers, so they add up. */
  readonly standardError: number;
}

export interface SelfCheckWeek {
  /** From the random group's log. */
  readonly offPolicy: Measured;
  /** The agent group's real mean. */
  readonly onPolicy: Measured;
}

export interface SelfCheck {
  readonly weeks: number;
  /** Weeks whose 95 % interval of (off-policy − on-policy) holds 0. */
  readonly covered: number;
  /** covered / weeks; null without weeks. */
  readonly share: number | null;
  /** Share ≥ .9; null without weeks. */
  readonly passed: boolean | null;
  /** Difference in standard errors, by week. */
  readonly z: readonly number[];
}

const NEEDED_SHARE = 0.9;

export function selfCheck(weeks: readonly SelfCheckWeek[], alpha = 0.05): SelfCheck {
  const most = isAlpha(alpha) ? -normalQuantile(alpha / 2) : 0;
  const usable = weeks.filter(({ offPolicy, onPolicy }) =>
    [offPolicy.estimate, onPolicy.estimate, offPolicy.standardError, onPolicy.standardError].every(Number.isFinite),
  );
  const z = usable.map(({ offPolicy, onPolicy }) => {
    const gap = offPolicy.estimate - onPolicy.estimate;
    const error = Math.hypot(offPolicy.standardError, onPolicy.standardError);
    return gap === 0 ? 0 : error === 0 ? Math.sign(gap) * Number.MAX_VALUE : gap / error;
  });
  const covered = z.filter((value) => Math.abs(value) <= most).length;
  const share = z.length === 0 ? null : covered / z.length;
  return { weeks: z.length, covered, share, passed: share === null ? null : share >= NEEDED_SHARE, z };
}
