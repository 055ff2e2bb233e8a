/** The product's sign: an estimate between its bounds on an axis with 0. Certainty has a shape: filled, hollow, dotted, hatched. */
import type { Verdict } from '@fitly/contract/api';
import { linear } from './scale.ts';

export interface MarkedInterval {
  readonly verdict: Verdict;
  /** Null where there is no number: too early, withheld. */
  readonly interval: { readonly estimate: number; readonly low: number; readonly high: number } | null;
  /** Read out in place of the drawing. */
  readonly label: string;
}

interface Props extends MarkedInterval {
  readonly domain: readonly [number, number];
  readonly width: number;
  readonly height?: number;
  /** The line on which the intervals lie stands for 0. */
  readonly zero?: number;
}

const EDGE = 6;

export function IntervalMark({ verdict, interval, label, domain, width, height = 24, zero = 0 }: Props) {
  const x = linear(domain, [EDGE, width - EDGE]);
  const clamped = (value: number): number => Math.min(width - EDGE, Math.max(EDGE, x(value)));
  const middle = height / 2;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {verdict === 'too_early' ? (
        <line {...{ x1: EDGE, x2: width - EDGE, y1: middle, y2: middle }} className="early" />
      ) : (
        <line {...{ x1: EDGE, x2: width - EDGE, y1: middle, y2: middle }} stroke="var(--line)" />
      )}
      <line {...{ x1: x(zero), x2: x(zero), y1: 0, y2: height }} stroke="var(--ink-3)" />
      {verdict === 'withheld' && (
        <rect {...{ x: EDGE, y: middle - 4, width: width - 2 * EDGE, height: 8, rx: 2 }} fill="url(#hatch)" />
      )}
      {interval !== null && (
        <Interval
          {...{ verdict, middle }}
          low={clamped(interval.low)}
          high={clamped(interval.high)}
          estimate={clamped(interval.estimate)}
          isCutLow={x(interval.low) < EDGE}
          isCutHigh={x(interval.high) > width - EDGE}
        />
      )}
    </svg>
  );
}

interface IntervalProps {
  readonly verdict: Verdict;
  readonly middle: number;
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
  /** The axis ends before the interval does: no end tick there. */
  readonly isCutLow: boolean;
  readonly isCutHigh: boolean;
}

function Interval({ verdict, middle, low, high, estimate, isCutLow, isCutHigh }: IntervalProps) {
  const isShown = verdict === 'better' || verdict === 'worse';
  const tone = isShown ? `var(--${verdict})` : 'var(--ink-3)';
  const tick = { y1: middle - 5, y2: middle + 5, stroke: tone, strokeWidth: 1.5 };
  return (
    <>
      <rect
        {...{ x: low, y: middle - 4, width: Math.max(1, high - low), height: 8, rx: 2 }}
        fill={isShown ? `var(--${verdict}-band)` : 'var(--unsure-band)'}
      />
      {!isCutLow && <line {...tick} x1={low} x2={low} />}
      {!isCutHigh && <line {...tick} x1={high} x2={high} />}
      <circle cx={estimate} cy={middle} r={4.5} fill={isShown ? tone : 'var(--page)'} stroke={tone} strokeWidth={2} />
    </>
  );
}
