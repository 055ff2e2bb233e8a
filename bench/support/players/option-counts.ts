/** Successes and decisions of each option, whatever else was chosen and for whom: what a factorial test looks at. */
import type { ActionSpace } from '@fitly/core/design';
import type { TrainingRows } from '@fitly/core/policy';

interface OptionCount {
  decisions: number;
  successes: number;
}

export type OptionCounts = readonly (readonly OptionCount[])[];

export const emptyCounts = (space: ActionSpace): OptionCounts =>
  space.dimensions.map(({ optionIds }) => optionIds.map(() => ({ decisions: 0, successes: 0 })));

/** Changes `counts`. */
export function addRows(counts: OptionCounts, space: ActionSpace, { count, actions, rewards }: TrainingRows): void {
  for (let row = 0; row < count; row++) {
    for (const [dim, options] of counts.entries()) {
      const option = options[space.optionIndex(actions[row]!, dim)]!;
      option.decisions += 1;
      option.successes += rewards[row]!;
    }
  }
}

/** The action whose options have the best rates, each dimension by itself; the first of equals. */
export function bestByOption(counts: OptionCounts, space: ActionSpace): number {
  const rate = ({ decisions, successes }: OptionCount): number => (decisions === 0 ? 0 : successes / decisions);
  return space.actionOf(
    counts.map((options) => {
      const rates = options.map(rate);
      return rates.indexOf(Math.max(...rates));
    }),
  );
}
