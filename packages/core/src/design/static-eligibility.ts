/** What may be chosen on a day, whoever the customer is: options that are in use and valid, and what they require. */
import type { Day } from '../terms.ts';
import { addDays } from '../time.ts';
import type { ActionSpace } from './action-space.ts';
import type { Dimension, Option } from './agent.ts';

/** Why an action may not be chosen by anybody. `same_as_another`: it means what its canonical action means. */
export const STATIC_REASONS = [
  'same_as_another',
  'option_retired',
  'option_paused',
  'not_yet_valid',
  'no_longer_valid',
  'requires',
] as const;
export type StaticReason = (typeof STATIC_REASONS)[number];

/**
 * For each action of the space why it may not be chosen on `day`, or null where it may; null `day` = whatever the day. Only
 * choices that mean something count: what an action that sends nothing leaves open is neither checked nor required.
 * Options are found by id; one that the dimensions no longer list counts as retired.
 */
export function staticRefusals(
  space: ActionSpace,
  dimensions: readonly Dimension[],
  day: Day | null,
): (StaticReason | null)[] {
  const options = space.dimensions.map(({ id, optionIds }) => {
    const known = dimensions.find((dimension) => dimension.id === id)?.options ?? [];
    return optionIds.map((optionId) => known.find((option) => option.id === optionId));
  });
  const byOption = options.map((list) => list.map((option) => refusalOf(option, day)));
  return Array.from({ length: space.size }, (_, action) => {
    if (space.canonical(action) !== action) return 'same_as_another';
    const dims = space.dimensions
      .keys()
      .filter((dim) => space.applies(action, dim))
      .toArray();
    const own = dims.map((dim) => byOption[dim]![space.optionIndex(action, dim)]).find((reason) => reason !== null);
    if (own !== undefined && own !== null) return own;
    const met = dims.every((dim) => isMet(options[dim]![space.optionIndex(action, dim)], space, action));
    return met ? null : 'requires';
  });
}

/** 1 for each action that may be chosen on `day`, else 0. Length: `space.size`. */
export function eligibleMask(space: ActionSpace, dimensions: readonly Dimension[], day: Day | null = null): Uint8Array {
  return Uint8Array.from(staticRefusals(space, dimensions, day), (reason) => Number(reason === null));
}

/**
 * `validFrom` and `validTo` are both days on which the option may be used. A decision is sent on its day or on the next, so an
 * option that begins tomorrow is open here; the day of each send is judged with the customer (`validity-refusals.ts`).
 */
function refusalOf(option: Option | undefined, day: Day | null): StaticReason | null {
  if (option === undefined || option.state === 'retired') return 'option_retired';
  if (option.state === 'paused') return 'option_paused';
  if (day === null) return null;
  if (option.validFrom !== null && addDays(day, 1) < option.validFrom) return 'not_yet_valid';
  if (option.validTo !== null && day > option.validTo) return 'no_longer_valid';
  return null;
}

/** What an option requires of a dimension that means nothing here is not required. */
function isMet(option: Option | undefined, space: ActionSpace, action: number): boolean {
  return Object.entries(option?.requires ?? {}).every(([id, wanted]) => {
    const dim = space.dimensions.findIndex((dimension) => dimension.id === id);
    if (dim === -1 || !space.applies(action, dim)) return true;
    return wanted.includes(space.dimensions[dim]!.optionIds[space.optionIndex(action, dim)]!);
  });
}
