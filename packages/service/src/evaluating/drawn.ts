/** What each logged decision was, or would be, drawn from: kept as counts, spelled out when asked for. */
import { type Probabilities, probabilityVector } from '@fitly/core/data';
import { type ActionSpace, sameSpace } from '@fitly/core/design';
import type { ByAction } from '@fitly/core/measure';

/** A space of the past, with the place of its actions in today's; −1 for an action that there is no more. */
export interface PastSpace {
  readonly space: ActionSpace;
  readonly today: Int32Array;
}

export interface Drawn {
  readonly from: PastSpace;
  readonly mask: Uint8Array;
  readonly probabilities: Probabilities;
}

export function pastSpace(space: ActionSpace, now: ActionSpace): PastSpace {
  const same = sameSpace(space, now);
  return {
    space,
    today: Int32Array.from({ length: space.size }, (_, action) => (same ? action : moved(space, now, action))),
  };
}

/** By option ids; a dimension that an action leaves open has position 0. */
function moved(then: ActionSpace, now: ActionSpace, action: number): number {
  const places = now.dimensions.map(({ id, optionIds }) => {
    const dim = then.dimensions.findIndex((each) => each.id === id);
    if (dim === -1) return -1;
    return then.applies(action, dim)
      ? optionIds.indexOf(then.dimensions[dim]!.optionIds[then.optionIndex(action, dim)]!)
      : 0;
  });
  return places.includes(-1) ? -1 : now.actionOf(places);
}

/** The mask of one space in another: what the other does not know stays 0. */
export function maskIn(space: ActionSpace, { space: then }: PastSpace, mask: Uint8Array): Uint8Array {
  if (sameSpace(space, then)) return mask;
  const back = pastSpace(space, then).today;
  return Uint8Array.from({ length: space.size }, (_, action) => (back[action]! === -1 ? 0 : mask[back[action]!]!));
}

/** Probabilities in today's space, row by row. */
export const probabilitiesOf = (drawn: readonly Drawn[]): ByAction =>
  scattered(drawn, ({ probabilities, from, mask }, into) => probabilityVector(probabilities, from.space, mask, into));

/** 1 for what was eligible, in today's space, row by row. */
export const eligibleOf = (drawn: readonly Drawn[]): ByAction => scattered(drawn, ({ mask }) => mask);

function scattered(
  drawn: readonly Drawn[],
  valuesOf: (row: Drawn, scratch: Float64Array) => ArrayLike<number>,
): ByAction {
  const scratch = new Map<number, Float64Array>();
  return (row, into) => {
    const one = drawn[row]!;
    const { size } = one.from.space;
    const room = scratch.get(size) ?? new Float64Array(size);
    scratch.set(size, room);
    const values = valuesOf(one, room);
    into.fill(0);
    for (let action = 0; action < size; action += 1) {
      const place = one.from.today[action]!;
      if (place !== -1 && values[action]! !== 0) into[place] = values[action]!;
    }
  };
}
