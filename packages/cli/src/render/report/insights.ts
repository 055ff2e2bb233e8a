/** What was chosen for whom, what followed, what it was worth where that can be said, and how the policy looks around. */
import type { Segment } from '@fitly/core/data';
import {
  formatCount,
  formatDay,
  formatMeanDifference,
  formatPlain,
  formatShare,
  GROUP_NAMES,
  type OptionInsight,
  type Report,
} from '@fitly/core/report';
import { DECIDED_GROUPS } from '@fitly/core/terms';
import { alignedTable, heading, marked, type ReportLook, titled } from './lines.ts';

const isOf =
  (wanted: Segment | null) =>
  ({ segment }: OptionInsight): boolean =>
    segment?.attribute === wanted?.attribute && segment?.value === wanted?.value;

const nameOf = (segment: Segment | null): string =>
  segment === null ? 'everybody' : `${segment.attribute} ${segment.value}`;

/** By group: how often each option was chosen, and what followed. Of the segment that was asked for, else of everybody. */
export function followed({ insights, performance, metric }: Report, look: ReportLook): string[] {
  const wanted = performance?.segment ?? null;
  const own = insights?.options.filter(isOf(wanted)) ?? [];
  if (insights === null || own.length === 0) return [];
  const groups = DECIDED_GROUPS.filter((group) => own.some((row) => row.groups[group] !== undefined));
  const rows = own.flatMap(({ dimension, dimensionLabel, optionLabel, groups: of }, place) =>
    groups.map((group, at) => {
      const found = of[group];
      const rate = (count: number | null | undefined): string =>
        count == null || found === undefined || found.chosen === 0 ? '—' : formatShare(count / found.chosen);
      return [
        at === 0 && own[place - 1]?.dimension !== dimension ? dimensionLabel : '',
        at === 0 ? optionLabel : '',
        GROUP_NAMES[group],
        formatCount(found?.chosen ?? 0),
        found?.share == null ? '—' : formatShare(found.share),
        ...[found?.accepted, found?.opened, found?.clicked, found?.converted].map(rate),
      ];
    }),
  );
  const head = ['Dimension', 'Option', 'Group', 'Times', 'Share', 'Accepted', 'Opened', 'Clicked', 'Success'];
  const others = [
    ...new Set(
      insights.options.flatMap(({ segment }) => (segment === null ? [] : [`${segment.attribute}=${segment.value}`])),
    ),
  ];
  const more = others.length === 0 ? '' : ` By segment with --segment: ${others.join(', ')}.`;
  const note = `Of the decisions that chose it; a success is one with ${metric.label} within its horizon. Rates describe: options were given to different customers.${more}`;
  return [
    ...titled('What followed each option', `${nameOf(wanted)}, decisions up to ${insights.maturedUpTo ?? '—'}`, look),
    ...alignedTable([head, ...rows], look, 3, [5, 6]),
    ...marked('·', 'dim', note, look),
  ];
}

/** Against choosing otherwise, where both were drawn with known chances. */
export function worth({ insights, performance, metric }: Report, look: ReportLook): string[] {
  const wanted = performance?.segment ?? null;
  const own = insights?.options.filter(isOf(wanted)) ?? [];
  if (insights === null || own.length === 0) return [];
  const format = (value: number): string => formatMeanDifference(metric, value);
  const lines = own.flatMap(({ dimensionLabel, optionLabel, value }) => {
    const name = `${dimensionLabel}: ${optionLabel}`;
    if (value.kind === 'none') return marked('·', 'dim', `${name}: no figure, as ${value.reason}`, look);
    const { estimate, low, high } = value.difference;
    const figure = `${format(value.shrunk ?? estimate)} (${format(low)} to ${format(high)})`;
    const words = `${name}: ${figure}, ${value.stands ? 'stands out' : 'may be chance'}; from ${GROUP_NAMES[value.from].toLowerCase()}`;
    return marked(value.stands ? '✓' : '·', value.stands ? 'green' : 'dim', words, look);
  });
  const per = metric.currency === null ? 'per 1,000 decisions' : 'per decision';
  return [
    ...titled('What options are worth', `${metric.label} ${per} against another option`, look),
    ...lines,
    ...marked('·', 'dim', insights.note, look),
  ];
}

/** The newest week of how wide the agent looked. */
export function policyHealth({ insights, asOfDay }: Report, look: ReportLook): string[] {
  const shown = insights?.policyHealth.slice(-7) ?? [];
  if (shown.length === 0) return [];
  const rows = shown.map((day) => [
    formatDay(day.day, asOfDay),
    formatCount(day.decisions),
    formatCount(day.policyVersion),
    formatPlain(day.eligibleActions, 3),
    formatPlain(day.effectiveActions, 3),
    formatShare(day.topProbability),
    formatShare(day.topChosen),
  ]);
  const head = ['Day', 'Decisions', 'Version', 'Eligible', 'Spread over', 'Most probable', 'Drawn'];
  return [heading('How the agent looks around', look), ...alignedTable([head, ...rows], look, 1, [2, 3])];
}

/** Attributes that spoke most for what was chosen on the newest day. */
const MOST_REASONS = 6;

export function reasons({ insights, dimensions }: Report, look: ReportLook): string[] {
  const points = insights?.beeswarm ?? [];
  if (points.length === 0) return [];
  const rows = [...Map.groupBy(points, ({ dimension }) => dimension)].flatMap(([dimension, own]) =>
    [...Map.groupBy(own, ({ attribute }) => attribute)]
      .map(([attribute, each]) => {
        const sizes = each.map(({ contribution }) => contribution).sort((a, b) => a - b);
        const mean = sizes.reduce((sum, size) => sum + Math.abs(size), 0) / sizes.length;
        return { attribute, mean, at: (share: number) => sizes[Math.round(share * (sizes.length - 1))]! };
      })
      .toSorted((a, b) => b.mean - a.mean)
      .slice(0, MOST_REASONS)
      .map(({ attribute, mean, at }, place) => [
        place === 0 ? (dimensions.find(({ id }) => id === dimension)?.label ?? dimension) : '',
        attribute,
        ...[mean, at(0.1), at(0.5), at(0.9)].map((value) => formatPlain(value, 3)),
      ]),
  );
  const head = ['Dimension', 'Attribute', 'Mean size', 'Tenth', 'Middle', 'Nine tenths'];
  const note = 'against the best other option; up to 100 decisions of the newest day';
  return [...titled('What speaks for the choice', note, look), ...alignedTable([head, ...rows], look, 2, [4])];
}
