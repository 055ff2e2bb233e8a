/** Who gets what, what each option is worth, and how the policy goes on learning. */
import type { Insights, OptionInsight, Report } from '@fitly/contract/api';
import { count, share } from '../../numbers/format.ts';
import { segmentName } from '../../parts/segment-name.ts';
import { text } from '../../texts/text.ts';

type Dimension = Report['dimensions'][number];

/** The option with the largest lead over chance in the last 14 days, in a sentence. */
export function insightsFinding(dimensions: readonly Dimension[], chosen: Dimension): string {
  const leads = (chosen.id === dimensions[0]?.id ? dimensions : [chosen]).flatMap(({ options }) =>
    options.flatMap(({ label, agent, randomControl }) => {
      const [ours, chance] = [agent.shareLast14 ?? agent.share, randomControl.share];
      return ours === null || chance === null ? [] : [{ label, ours, chance, lead: ours - chance }];
    }),
  );
  const best = leads.toSorted((a, b) => b.lead - a.lead)[0];
  if (best === undefined || best.lead < 0.05) return text('insightsFlat', { dimension: chosen.label });
  return text('insightsFinding', { option: best.label, share: share(best.ours, 0), chance: share(best.chance, 0) });
}

export interface HeatRow {
  readonly name: string;
  /** First of its attribute: a gap stands before it. */
  readonly isFirst: boolean;
  readonly cells: readonly { readonly option: string; readonly share: number | null }[];
  readonly decisions: number;
}

interface Heat {
  readonly options: readonly string[];
  readonly rows: readonly HeatRow[];
  readonly control: HeatRow | null;
}

export function heatOf({ options: all }: Insights, dimension: string): Heat {
  const own = all.filter((each) => each.dimension === dimension);
  const everybody = own.filter(({ segment }) => segment === null);
  const options = everybody.map(({ option, optionLabel }) => ({ option, optionLabel }));
  const segments = [
    ...Map.groupBy(
      own.filter(({ segment }) => segment !== null),
      nameOfSegment,
    ),
  ];
  let attribute = '';
  const rows = segments.map(([name, cells]) => {
    const here = cells[0]?.segment?.attribute ?? '';
    const isFirst = here !== attribute;
    attribute = here;
    return heatRow(name, options, cells, 'agent', isFirst);
  });
  const control = heatRow(text('random_control'), options, everybody, 'random_control', true);
  return {
    options: options.map(({ optionLabel }) => optionLabel),
    rows: [heatRow(text('everybody'), options, everybody, 'agent', true), ...rows],
    control: control.cells.some((cell) => cell.share !== null) ? control : null,
  };
}

const nameOfSegment = ({ segment }: OptionInsight): string => (segment === null ? '' : segmentName(segment));

function heatRow(
  name: string,
  options: readonly { readonly option: string; readonly optionLabel: string }[],
  cells: readonly OptionInsight[],
  group: 'agent' | 'random_control',
  isFirst: boolean,
): HeatRow {
  const found = options.map(({ option, optionLabel }) => {
    const followed = cells.find((each) => each.option === option)?.groups[group];
    return { option: optionLabel, share: followed?.share ?? null, chosen: followed?.chosen ?? 0 };
  });
  return { name, isFirst, cells: found, decisions: found.reduce((sum, { chosen }) => sum + chosen, 0) };
}

/** Five steps of one hue; more is always the stronger contrast. */
export const shadeOf = (value: number | null): string =>
  value === null
    ? ''
    : value >= 0.55
      ? 's-a1'
      : value >= 0.35
        ? 's-a2'
        : value >= 0.22
          ? 's-a3'
          : value >= 0.12
            ? 's-a4'
            : 's-a5';

interface HealthFact {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** Of the newest day; empty where nothing was decided. */
export function healthOf({ policyHealth }: Insights): HealthFact[] {
  const [first, last] = [policyHealth[0], policyHealth.at(-1)];
  if (first === undefined || last === undefined) return [];
  const effective = (value: number): string => value.toFixed(1);
  return [
    {
      name: text('healthEffective'),
      value: text('ofAll', { value: effective(last.effectiveActions), count: count(last.eligibleActions) }),
      note: text('healthEffectiveNote', { value: effective(first.effectiveActions) }),
    },
    { name: text('healthTop'), value: share(last.topProbability), note: text('healthTopNote') },
    { name: text('healthExplore'), value: share(1 - last.topChosen), note: text('healthExploreNote') },
    { name: text('healthVersion'), value: `v${count(last.policyVersion)}`, note: text('healthVersionNote') },
  ];
}

export interface PullRow {
  readonly attribute: string;
  readonly dots: readonly { readonly value: number; readonly rank: number | null }[];
  readonly meanSize: number;
}

/** Rows with the largest mean pull first. */
export function pullsOf({ beeswarm }: Insights, dimension: string, most: number): PullRow[] {
  const rows = [
    ...Map.groupBy(
      beeswarm.filter((each) => each.dimension === dimension),
      ({ attribute }) => attribute,
    ),
  ];
  return rows
    .map(([attribute, dots]) => ({
      attribute: attribute.replaceAll('_', ' '),
      dots: dots.slice(0, most).map(({ contribution, rank }) => ({ value: contribution, rank })),
      meanSize: dots.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0) / dots.length,
    }))
    .toSorted((a, b) => b.meanSize - a.meanSize);
}

/** 1 (low) … 5 (high) of an attribute's value among the others; the middle where it has no order. */
export const shadeOfRank = (rank: number | null): string =>
  rank === null ? 'var(--a3)' : `var(--a${5 - Math.min(4, Math.floor(rank * 5))})`;
