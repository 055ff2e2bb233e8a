/** A comparison in words and on an axis: the same on every page. */
import type { Contrast, Group, Report } from '@fitly/contract/api';
import type { MarkedInterval } from '../charts/interval-mark.tsx';
import { percent, signedFigure, signedPer1000 } from '../numbers/format.ts';
import { capital, type TextKey, text } from '../texts/text.ts';

export const groupName = (group: Group): string => text(group);
export const groupPhrase = (group: Group): string => text(`${group}Phrase` as const);

interface Shown {
  readonly interval: NonNullable<MarkedInterval['interval']>;
  readonly format: (value: number) => string;
  /** What the figure is of: a share of the control's mean, or per 1,000 customers where that mean is too near to 0. */
  readonly isRelative: boolean;
}

type Metric = Report['metric'];

/** Null: there is no number. */
export function shownInterval(
  { relative, absolute }: Pick<Contrast, 'relative' | 'absolute'>,
  { currency }: Metric,
): Shown | null {
  const asPercent = (value: number): string => percent(value);
  if (relative !== null) return { interval: relative, format: asPercent, isRelative: true };
  if (absolute === null) return null;
  return { interval: absolute, format: currency === null ? signedPer1000 : signedFigure, isRelative: false };
}

/** `+4.1 % (+0.9 % to +7.3 %)`; the reason where there is no number. */
export function figuresInWords(contrast: Contrast, metric: Metric): string {
  const shown = shownInterval(contrast, metric);
  if (shown === null) return contrast.reason ?? text('unknown');
  const { interval, format } = shown;
  return text('interval', {
    ...{ estimate: format(interval.estimate), low: format(interval.low), high: format(interval.high) },
  });
}

export function markOf(contrast: Contrast, metric: Metric): MarkedInterval {
  const { verdict } = contrast;
  const label = `${contrast.title}: ${text(verdict)}. ${figuresInWords(contrast, metric)}`;
  return { verdict, interval: contrast.relative, label };
}

export interface FindingWords {
  readonly before: string;
  /** To emphasise; empty where there is no number. */
  readonly figure: string;
  readonly after: string;
}

const FINDINGS = { better: 'findingBetter', worse: 'findingWorse', unproven: 'findingUnproven' } as const;

/** The page as a sentence. */
export function findingOf(contrast: Contrast, metric: Metric): FindingWords {
  const { label, currency } = metric;
  const shown = shownInterval(contrast, metric);
  const { verdict, reason } = contrast;
  if (verdict === 'too_early' || verdict === 'withheld' || shown === null) {
    const key = verdict === 'withheld' ? 'findingWithheld' : 'findingEarly';
    const because = (reason ?? text('unknown')).replace(/\.$/, '');
    return { before: text(key, { reason: because.charAt(0).toLowerCase() + because.slice(1) }), figure: '', after: '' };
  }
  const { interval, format, isRelative } = shown;
  const unit = isRelative
    ? label
    : currency === null
      ? text('per1000', { metric: label })
      : text('perCustomer', { metric: label });
  const sentence = text(FINDINGS[verdict] satisfies TextKey, {
    ...{ treated: capital(groupPhrase(contrast.treated)), control: groupPhrase(contrast.control) },
    ...{ figure: '\u0000', low: format(interval.low), high: format(interval.high) },
  });
  const [before = '', after = ''] = sentence.split('\u0000');
  return { before, figure: `${format(interval.estimate)} ${unit}`, after };
}

/** One axis for several comparisons: round, with 0 in view, as wide as nine of ten of them need. */
export function sharedDomain(contrasts: readonly Pick<Contrast, 'relative'>[]): [number, number] {
  const bounds = contrasts.flatMap(({ relative }) => (relative === null ? [] : [relative.low, relative.high]));
  const [low, high] = [Math.min(-0.05, ...bounds), Math.max(0.05, ...bounds)];
  const room = (high - low) * 0.08;
  const step = high - low > 1 ? 0.25 : high - low > 0.4 ? 0.1 : 0.05;
  return [Math.floor((low - room) / step) * step, Math.ceil((high + room) / step) * step];
}
