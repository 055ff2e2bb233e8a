/**
 * The day's reading in parts, as mergeable cells: by allocation epoch, each with what its customers did before they were
 * enrolled, and random control in two halves.
 */
import {
  type JointMoments,
  MIN_CONVERTERS,
  MIN_CUSTOMERS,
  type Moments,
  mergeJointMoments,
  momentsOf,
} from '@fitly/core/measure';
import {
  type EpochMoments,
  OTHER_READINGS,
  type OtherReading,
  type ReadGroups,
  type ReportDay,
} from '@fitly/core/report';
import { type AgentName, asDay, type Day, GROUPS, type Group } from '@fitly/core/terms';
import { type Columns, type Store, valuesOf } from '@fitly/store';
import { readDays } from './past-days.ts';

export const DAILY_PARTS = 'daily_parts';

export interface DailyParts {
  readonly day: Day;
  readonly epochs: readonly EpochMoments[];
  /** Of random control; null without it. */
  readonly halves: readonly [JointMoments, JointMoments] | null;
  /** The same customers read another way; what is not read is absent. */
  readonly others: Partial<Readonly<Record<OtherReading, OtherParts>>>;
}

export interface OtherParts {
  readonly epochs: readonly EpochMoments[];
  readonly cappedAt: number | null;
}

const NUMBERS = [
  'part',
  'n',
  'mean',
  'm2',
  'non_zero',
  'before_mean',
  'before_m2',
  'before_with',
  'before_non_zero',
  'capped_at',
] as const;
type PartNumbers = Readonly<Record<(typeof NUMBERS)[number], number>>;
const TEXTS = ['day', 'kind', 'group'] as const;

interface PartRow extends PartNumbers {
  readonly kind: 'epoch' | 'half' | OtherReading;
  readonly group: Group;
}

export function dailyPartColumns({ day, epochs, halves, others }: DailyParts): Columns {
  const rows = [
    ...epochRows('epoch', { epochs, cappedAt: null }),
    ...(halves ?? []).map((moments, half) => partRow('half', half, 'random_control', moments)),
    ...OTHER_READINGS.flatMap((kind) => epochRows(kind, others[kind])),
  ];
  return {
    rowCount: rows.length,
    columns: [
      { name: 'day', type: 'string', values: rows.map(() => day) },
      { name: 'kind', type: 'string', values: rows.map(({ kind }) => kind) },
      { name: 'group', type: 'string', values: rows.map(({ group }) => group) },
      ...NUMBERS.map((name) => ({
        name,
        type: 'float64' as const,
        values: Float64Array.from(rows, (row) => row[name]),
      })),
    ],
  };
}

const epochRows = (kind: PartRow['kind'], { epochs, cappedAt }: OtherParts = NOBODY): PartRow[] =>
  epochs.flatMap(({ epoch, groups }) =>
    GROUPS.flatMap((group) => {
      const moments = groups[group];
      return moments === undefined || moments.n === 0 ? [] : [partRow(kind, epoch, group, moments, cappedAt)];
    }),
  );

const NOBODY: OtherParts = { epochs: [], cappedAt: null };

function partRow(
  kind: PartRow['kind'],
  part: number,
  group: Group,
  moments: JointMoments,
  cappedAt: number | null = null,
): PartRow {
  const { n, means, comoments, nonZero } = moments;
  return {
    kind,
    group,
    part,
    n,
    mean: means[0]!,
    before_mean: means[1]!,
    m2: comoments[0]!,
    before_with: comoments[1]!,
    before_m2: comoments[2]!,
    non_zero: nonZero[0]!,
    before_non_zero: nonZero[1]!,
    capped_at: cappedAt ?? Number.NaN,
  };
}

export const partTable = (agent: AgentName) => ({
  table: DAILY_PARTS,
  agent,
  columns: [
    ...TEXTS.map((name) => ({ name, type: 'string' as const })),
    ...NUMBERS.map((name) => ({ name, type: 'float64' as const })),
  ],
});

/** Up to a day; days of versions that kept none are absent. */
export async function readDailyParts(store: Store, agent: AgentName, asOfDay: Day): Promise<Map<Day, DailyParts>> {
  const columns = await readDays(store, partTable(agent), asOfDay);
  const [dayOf, kindOf, groupOf] = TEXTS.map((name) => valuesOf(columns, name, 'string'));
  const values = Object.fromEntries(NUMBERS.map((name) => [name, valuesOf(columns, name, 'float64')]));
  const found = new Map<Day, ReadParts>();
  for (const row of dayOf!.keys()) {
    const day = asDay(dayOf![row] ?? '');
    const parts = found.get(day) ?? { day, epochs: [], halves: [], others: {} };
    found.set(day, parts);
    const moments = momentsIn((name) => values[name]![row]!);
    const part = values['part']![row]!;
    const [kind, group] = [kindOf![row] as PartRow['kind'], groupOf![row] as Group];
    if (kind === 'half') parts.halves[part] = moments;
    else if (kind === 'epoch') addToEpoch(parts.epochs, part, group, moments);
    else {
      const cappedAt = values['capped_at']![row]!;
      parts.others[kind] ??= { epochs: [], cappedAt: Number.isNaN(cappedAt) ? null : cappedAt };
      addToEpoch(parts.others[kind].epochs, part, group, moments);
    }
  }
  return new Map(
    [...found].map(
      ([
        day,
        {
          epochs,
          halves: [first, second],
          others,
        },
      ]) => {
        const halves = first === undefined || second === undefined ? null : ([first, second] as const);
        for (const other of Object.values(others)) other.epochs.sort(byEpochNumber);
        return [day, { day, epochs: epochs.sort(byEpochNumber), halves, others }];
      },
    ),
  );
}

interface ReadParts {
  readonly day: Day;
  readonly epochs: EpochMoments[];
  readonly halves: JointMoments[];
  readonly others: Partial<Record<OtherReading, { readonly epochs: EpochMoments[]; readonly cappedAt: number | null }>>;
}

const byEpochNumber = (a: EpochMoments, b: EpochMoments): number => a.epoch - b.epoch;

function addToEpoch(epochs: EpochMoments[], epoch: number, group: Group, moments: JointMoments): void {
  const at = epochs.findIndex((each) => each.epoch === epoch);
  if (at === -1) epochs.push({ epoch, groups: { [group]: moments } });
  else epochs[at] = { epoch, groups: { ...epochs[at]!.groups, [group]: moments } };
}

const momentsIn = (of: (name: (typeof NUMBERS)[number]) => number): JointMoments => ({
  n: of('n'),
  means: [of('mean'), of('before_mean')],
  meanTails: [0, 0],
  comoments: [of('m2'), of('before_with'), of('before_m2')],
  nonZero: [of('non_zero'), of('before_non_zero')],
});

/** What the report reads of it. `adjusted`: with what customers did before; else epochs alone, where they play a part. */
export function partsForReport(
  parts: DailyParts | undefined,
  wanted: WantedParts,
): Pick<ReportDay, 'epochs' | 'halves' | 'otherReadings'> {
  if (parts === undefined) return {};
  const halves = parts.halves?.map(({ n, means, comoments, nonZero }) => ({
    n,
    mean: means[0]!,
    m2: comoments[0]!,
    nonZero: nonZero[0]!,
  }));
  const [first, second] = halves ?? [];
  return {
    ...epochsForReport(parts.epochs, wanted),
    ...(Object.keys(parts.others).length > 0 && { otherReadings: othersForReport(parts, wanted) }),
    ...(first !== undefined && second !== undefined && { halves: [first, second] as const }),
  };
}

interface WantedParts {
  readonly adjusted: boolean;
  readonly byEpoch: boolean;
}

const epochsForReport = (
  epochs: readonly EpochMoments[],
  { adjusted, byEpoch }: WantedParts,
): Pick<ReportDay, 'epochs'> => (adjusted || byEpoch ? { epochs: adjusted ? epochs : epochs.map(outcomeAlone) } : {});

function othersForReport({ others }: DailyParts, wanted: WantedParts): NonNullable<ReportDay['otherReadings']> {
  const read = (given: OtherParts | undefined): ReadGroups | undefined =>
    given && { groups: allEpochs(given.epochs), cappedAt: given.cappedAt, ...epochsForReport(given.epochs, wanted) };
  return Object.fromEntries(
    OTHER_READINGS.flatMap((kind) => {
      const groups = read(others[kind]);
      return groups === undefined ? [] : [[kind, groups]];
    }),
  );
}

/** By group, over all epochs. */
const allEpochs = (epochs: readonly EpochMoments[]): ReadGroups['groups'] =>
  Object.fromEntries(
    GROUPS.flatMap((group) => {
      const parts = epochs.flatMap(({ groups }) => groups[group] ?? []);
      return parts.length === 0 ? [] : [[group, momentsOf(parts.reduce(mergeJointMoments), 0)]];
    }),
  );

function outcomeAlone({ epoch, groups }: EpochMoments): EpochMoments {
  const alone = ({ n, means, meanTails, comoments, nonZero }: JointMoments): JointMoments => ({
    n,
    means: means.slice(0, 1),
    meanTails: meanTails.slice(0, 1),
    comoments: comoments.slice(0, 1),
    nonZero: nonZero.slice(0, 1),
  });
  return { epoch, groups: Object.fromEntries(Object.entries(groups).map(([group, each]) => [group, alone(each)])) };
}

/**
 * Whether comparisons take off what customers did before they were enrolled. The first day on which two groups can be
 * compared decides it, by whether anything was known then, for all days: a choice that a later import could make, after
 * somebody has looked, would be one of two estimators with one promise between them.
 */
export function isAdjusted(
  days: readonly Pick<ReportDay, 'day' | 'groups'>[],
  parts: ReadonlyMap<Day, DailyParts>,
): boolean {
  const isLarge = ({ n, nonZero }: Moments): boolean => n >= MIN_CUSTOMERS && nonZero >= MIN_CONVERTERS;
  const first = days.find(({ groups }) => Object.values(groups).filter(isLarge).length >= 2);
  const known = first === undefined ? undefined : parts.get(first.day);
  return known?.epochs.some(({ groups }) => Object.values(groups).some(({ nonZero }) => nonZero[1]! > 0)) ?? false;
}
