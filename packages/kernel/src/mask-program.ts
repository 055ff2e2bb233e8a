/**
 * A mask as the kernel plays it: the eligible actions in ascending order, in runs that share all options but the last.
 * Format: see `assembly/winners.ts`.
 */
import type { ActionSpace } from '@fitly/core/design';

/** Bytes from one option's scores to the next: four customers, four draws, four bytes each. */
const OPTION_BYTES = 64;

/** `firstOption[dim]`: number of the dimension's first option; `zeroOption`: the option whose weights are all 0. */
export interface OptionNumbers {
  readonly firstOption: readonly number[];
  readonly zeroOption: number;
}

export function optionNumbers(space: ActionSpace): OptionNumbers {
  const counts = space.dimensions.map(({ optionIds }) => optionIds.length);
  const firstOption = counts.map((_, dim) => counts.slice(0, dim).reduce((sum, count) => sum + count, 0));
  return { firstOption, zeroOption: counts.reduce((sum, count) => sum + count, 0) };
}

export function maskProgram(
  space: ActionSpace,
  mask: Uint8Array,
  { firstOption, zeroOption }: OptionNumbers,
): Int32Array {
  const words = [0];
  let open: { readonly first: readonly number[]; readonly countAt: number } | null = null;
  for (let action = 0; action < space.size; action++) {
    if (mask[action] !== 1) continue;
    const options = optionsOf(space, action, firstOption);
    const last = options.pop() ?? zeroOption;
    if (open === null || !sameNumbers(open.first, options)) {
      words[0]! += 1;
      words.push(options.length, ...options.map((option) => option * OPTION_BYTES), 0);
      open = { first: options, countAt: words.length - 1 };
    }
    words[open.countAt]! += 1;
    words.push(last * OPTION_BYTES, action);
  }
  return Int32Array.from(words);
}

/** Numbers of the options that mean something under the action, in the order of the dimensions. */
function optionsOf(space: ActionSpace, action: number, firstOption: readonly number[]): number[] {
  return firstOption.flatMap((first, dim) =>
    space.applies(action, dim) ? [first + space.optionIndex(action, dim)] : [],
  );
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((each, i) => each === b[i]);
