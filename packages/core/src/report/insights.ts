/**
 * What was chosen for whom and what followed, from matured decisions. How often something followed is told of every option;
 * what an option is *worth* only where decisions were drawn with known chances on both sides, else the reason stands there:
 * rates of options that were given to different customers say nothing of the options.
 */
import type { OptionCell, Segment, WeightedSums } from '../data/index.ts';
import { benjaminiHochberg, type Interval, optionValue, shrinkEffects } from '../measure/index.ts';
import type { Day, Group } from '../terms.ts';
import type { BeeswarmPoint, InsightsInput, OptionCount, PolicyHealth } from './report-input.ts';

export interface Insights {
  /** Decisions up to this day have matured and are counted; null: none yet. */
  readonly maturedUpTo: Day | null;
  readonly options: readonly OptionInsight[];
  /** By day, oldest first. */
  readonly policyHealth: readonly PolicyHealth[];
  readonly beeswarm: readonly BeeswarmPoint[];
  readonly note: string;
}

export interface OptionInsight {
  readonly dimension: string;
  readonly dimensionLabel: string;
  readonly option: string;
  readonly optionLabel: string;
  /** Null: everybody. */
  readonly segment: Segment | null;
  readonly groups: Partial<Readonly<Record<Group, OptionFollowed>>>;
  /** What the value is computed from: where the option was taken, and where it could have been and was left. */
  readonly sums: Partial<Readonly<Record<Group, Readonly<Record<'taken' | 'left', WeightedSums>>>>>;
  readonly value: ShownValue;
}

export interface OptionFollowed {
  readonly chosen: number;
  /** Of the decisions that chose an option of the dimension. */
  readonly share: number | null;
  readonly accepted: number;
  /**
   * Null while the uplift is withheld, as are the next three: over all options they are the means of the groups. Opens and clicks are
   * null, too, where no feed tells of messages.
   */
  readonly opened: number | null;
  readonly clicked: number | null;
  readonly converted: number | null;
  readonly reward: number | null;
}

export type ShownValue =
  | {
      readonly kind: 'value';
      /** Whose decisions it is from. */
      readonly from: Group;
      /** Reward per decision against choosing otherwise, where the option could be chosen. */
      readonly difference: Interval;
      /** Drawn towards the mean of the dimension by as much as noise explains; null where there are too few to say. */
      readonly shrunk: number | null;
      /** Among all options of the table, at a false discovery rate of 10 %. */
      readonly stands: boolean;
      readonly p: number;
    }
  | { readonly kind: 'none'; readonly reason: string };

const FALSE_DISCOVERY_RATE = 0.1;
const ALPHA = 0.05;
const NOTE =
  'Exploratory: of many figures some stand out by chance. Values are for the decisions that were made; how groups differ is said by the comparisons alone.';

/** What may be said of the outcomes. */
interface Told {
  /** No value is shown while the comparisons are not valid. */
  readonly withheldBecause: string | null;
  /** Whether a feed tells of messages: without one, nobody knows of opens and clicks. */
  readonly engagement: boolean;
}

/** `labels`: names and order of the agent file. */
export function buildInsights(
  { maturedUpTo, cells, policyHealth, beeswarm }: InsightsInput,
  labels: readonly OptionCount[],
  told: Told,
): Insights {
  const { withheldBecause } = told;
  const from: Group = cells.some(({ group }) => group === 'random_control') ? 'random_control' : 'agent';
  const rows = [...Map.groupBy(cells, rowName)].map(([, own]) => ({ own, ...shownValue(own, from, withheldBecause) }));
  const named = rows.map(({ own, value }) => ({
    ...describe(own, labels, told),
    sums: withheldBecause === null ? sumsOf(own) : {},
    value,
  }));
  return {
    maturedUpTo,
    options: inOrder(standing(shrunk(named)), labels),
    policyHealth,
    beeswarm,
    note: NOTE,
  };
}

const rowName = ({ dimension, option, segment }: OptionCell): string =>
  JSON.stringify([dimension, option, segment?.attribute, segment?.value]);

function describe(
  own: readonly OptionCell[],
  labels: readonly OptionCount[],
  told: Told,
): Omit<OptionInsight, 'value' | 'sums'> {
  const { dimension, option, segment } = own[0]!;
  const label = labels.find((each) => each.dimension === dimension && each.option === option);
  return {
    dimension,
    dimensionLabel: label?.dimensionLabel ?? dimension,
    option,
    optionLabel: label?.optionLabel ?? option,
    segment,
    groups: Object.fromEntries(own.map((cell) => [cell.group, followed(cell, told)])),
  };
}

const sumsOf = (own: readonly OptionCell[]): OptionInsight['sums'] =>
  Object.fromEntries(own.map(({ group, taken, left }) => [group, { taken, left }]));

function followed(cell: OptionCell, { withheldBecause, engagement }: Told): OptionFollowed {
  const { decisions, chosen, accepted, opened, clicked, converted, reward } = cell;
  const isWithheld = withheldBecause !== null;
  return {
    ...{ chosen, share: decisions > 0 ? chosen / decisions : null, accepted },
    ...(isWithheld || !engagement ? { opened: null, clicked: null } : { opened, clicked }),
    ...(isWithheld ? { converted: null, reward: null } : { converted, reward }),
  };
}

const REASONS = {
  never_a_choice: 'it was never one of several: nothing to compare it with',
  too_few: 'fewer than 100 decisions with it, or without it where it could have been chosen',
  too_uneven: 'it was nearly always or nearly never chosen: the few other decisions cannot stand for all',
  no_variation: 'every decision earned the same',
  unusable_input: 'the stored sums are not usable numbers',
} as const;

/** From random control where there is one: the agent's own choices depend on what it had seen before. */
function shownValue(own: readonly OptionCell[], from: Group, withheldBecause: string | null): { value: ShownValue } {
  if (withheldBecause !== null) return { value: { kind: 'none', reason: withheldBecause } };
  const cell = own.find(({ group }) => group === from);
  if (cell === undefined) return { value: { kind: 'none', reason: REASONS.never_a_choice } };
  const found = optionValue(cell.taken, cell.left, ALPHA);
  if (found.kind === 'refused') return { value: { kind: 'none', reason: REASONS[found.reason] } };
  const { difference, p } = found;
  return { value: { kind: 'value', from, difference, p, shrunk: null, stands: false } };
}

/** Within the options of a dimension, for everybody and for each segment apart. */
function shrunk(rows: readonly OptionInsight[]): OptionInsight[] {
  const effects = new Map<OptionInsight, number>();
  const tables = Map.groupBy(rows, ({ dimension, segment }) => JSON.stringify([dimension, segment]));
  for (const own of tables.values()) {
    const valued = own.filter(({ value }) => value.kind === 'value');
    const found = shrinkEffects(
      valued.map(({ value }) => {
        const { estimate, standardError } = (value as Extract<ShownValue, { kind: 'value' }>).difference;
        return { value: estimate, standardError };
      }),
    );
    if (found.kind !== 'shrunk') continue;
    for (const [at, row] of valued.entries()) effects.set(row, found.effects[at]!.value);
  }
  return rows.map((row) =>
    row.value.kind === 'value' ? { ...row, value: { ...row.value, shrunk: effects.get(row) ?? null } } : row,
  );
}

function standing(rows: readonly OptionInsight[]): OptionInsight[] {
  const valued = rows.filter(({ value }) => value.kind === 'value');
  const adjusted = benjaminiHochberg(valued.map(({ value }) => (value.kind === 'value' ? value.p : 1)));
  return rows.map((row) => {
    const at = valued.indexOf(row);
    if (row.value.kind !== 'value' || adjusted === null) return row;
    return { ...row, value: { ...row.value, stands: adjusted[at]! <= FALSE_DISCOVERY_RATE } };
  });
}

/** As in the agent file, everybody before segments; options that the file has no longer come last. */
function inOrder(rows: readonly OptionInsight[], labels: readonly OptionCount[]): OptionInsight[] {
  const places = new Map(labels.map(({ dimension, option }, at) => [`${dimension} ${option}`, at]));
  const placeOf = ({ dimension, option }: OptionInsight): number =>
    places.get(`${dimension} ${option}`) ?? Number.POSITIVE_INFINITY;
  const nameOf = ({ segment }: OptionInsight): string =>
    segment === null ? '' : `${segment.attribute} ${segment.value}`;
  const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
  return rows.toSorted((a, b) => compare(nameOf(a), nameOf(b)) || compare(placeOf(a), placeOf(b)));
}
