/**
 * Which opens and clicks are no sign of a person: rules as data, with a version. The same for every group, since a filter that
 * treated groups apart would make a difference out of nothing. `normal` is what decisions, rewards and reports go by; the other
 * levels show whether a verdict hangs on the filter. A change of what `normal` does is a new version, and what was folded under
 * an older one is folded again.
 */
/** From lenient to strict: a rule acts from its level on. `off`: everything counts. */
export const FILTER_LEVELS = ['off', 'normal', 'strict'] as const;
export type FilterLevel = (typeof FILTER_LEVELS)[number];

/** The condition under which an open or a click is not by a person. */
type FilterCondition =
  /** The platform gave it this flag. */
  | { readonly flag: string }
  /** It came at most so long after the delivery: faster than anybody reads. Instants of Currents are whole seconds. */
  | { readonly withinMsOfDelivery: number };

interface FilterRule {
  readonly kind: 'open' | 'click';
  readonly when: FilterCondition;
  readonly from: Exclude<FilterLevel, 'off'>;
}

export const ENGAGEMENT_FILTER: { readonly version: number; readonly rules: readonly FilterRule[] } = {
  version: 1,
  rules: [
    { kind: 'open', when: { flag: 'machine_open' }, from: 'normal' },
    { kind: 'click', when: { flag: 'suspected_bot' }, from: 'normal' },
    { kind: 'open', when: { withinMsOfDelivery: 1_000 }, from: 'strict' },
    { kind: 'click', when: { withinMsOfDelivery: 2_000 }, from: 'strict' },
  ],
};

/** By its flag alone, at level `normal`; null: the platform gave none. */
export const isByPeople = (kind: 'open' | 'click', flag: string | null): boolean =>
  !rulesOf(kind, 'normal').some(({ when }) => 'flag' in when && when.flag === flag);

/** Those that act at the level. */
export function rulesOf(kind: 'open' | 'click', level: FilterLevel): readonly FilterRule[] {
  const strictness = FILTER_LEVELS.indexOf(level);
  return ENGAGEMENT_FILTER.rules.filter((rule) => rule.kind === kind && FILTER_LEVELS.indexOf(rule.from) <= strictness);
}
