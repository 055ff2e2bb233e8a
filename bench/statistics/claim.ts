/** A claim about the statistics, played out over many seeds and judged. */
import { wilson } from '@fitly/core/measure';

export interface Finding {
  /** What was measured, in words where one number does not do. */
  readonly measured: string;
  /** 95 % interval of the measured share, or how many cases stand behind it. */
  readonly uncertainty: string;
  readonly passed: boolean;
}

export interface Claim {
  readonly id: string;
  readonly claim: string;
  readonly goal: string;
  /** `effort` 1 is the full campaign, less the short form. Same effort, same finding. */
  readonly play: (effort: number) => Finding & { readonly seeds: string };
}

export const countFor = (full: number, effort: number, least = 20): number =>
  Math.max(least, Math.round(full * effort));

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** A share of seeds with its interval, judged by bounds; `slack` in standard errors forgives the luck of few seeds. */
export function shareFinding(
  hits: number,
  n: number,
  {
    atLeast = 0,
    atMost = 1,
    slack = 0,
  }: { readonly atLeast?: number; readonly atMost?: number; readonly slack?: number },
): Finding {
  const share = hits / n;
  const interval = wilson({ converters: hits, n });
  const bounds = interval.kind === 'inference' ? interval : { low: 0, high: 1 };
  const room = (goal: number): number => slack * Math.sqrt(Math.max(goal * (1 - goal), 1e-3) / n);
  return {
    measured: percent(share),
    uncertainty: `${percent(bounds.low ?? 0)} to ${percent(bounds.high ?? 1)}`,
    passed: share >= atLeast - room(atLeast) && share <= atMost + room(atMost),
  };
}

/** Luck that the short form forgives, in standard errors; the full form forgives none. */
export const slackFor = (effort: number): number => (effort < 1 ? 3 : 0);
