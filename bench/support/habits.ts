/** What somebody sent before there was a policy: by lot, or by habits that follow the customer and not what works. */
import { exp, inverseNormal, uniform } from '@fitly/core/math';
import { sampleAction } from '@fitly/core/policy';
import { asDay } from '@fitly/core/terms';
import { addDays } from '@fitly/core/time';
import type { LoggedRows } from '@fitly/service';
import type { Programme } from '@fitly/simulator';
import { KEY } from './players/policy-player.ts';

/** `known`: whoever chose wrote down the propensities; `estimated`: the same habits, stronger, and nobody did. */
export const LOG_KINDS = ['by_lot', 'known', 'estimated'] as const;
type LogKind = (typeof LOG_KINDS)[number];

/** Deviations of an option's score: for everybody, and by number of the context. */
const HABITS: Readonly<Record<LogKind, { readonly usual: number; readonly byFeature: number }>> = {
  by_lot: { usual: 0, byFeature: 0 },
  known: { usual: 0.7, byFeature: 0.3 },
  estimated: { usual: 1.4, byFeature: 0.6 },
};

const FIRST_DAY = asDay('2026-01-05');

/** Everybody of the programme, decided by these habits. */
export function habitLog({ seed, space, contextSize, parameters, batch }: Programme, kind: LogKind): LoggedRows {
  const { usual, byFeature } = HABITS[kind];
  const normalAt = (...names: string[]): number => inverseNormal(uniform(KEY, 'habit', seed, ...names));
  const habits = space.dimensions.map(({ optionIds }, dim) =>
    optionIds.map((_, option) => ({
      usual: usual * normalAt(String(dim), String(option)),
      byFeature: Float64Array.from(
        { length: contextSize },
        (_each, j) => byFeature * normalAt(String(dim), String(option), String(j)),
      ),
    })),
  );
  const scored = parameters.decisionsPerDay;
  const count = parameters.days * scored;
  const context = new Float64Array(count * contextSize);
  const choices = space.dimensions.map(() => new Int32Array(count));
  const [successes, propensities] = [new Float64Array(count), new Float64Array(count)];
  const days = Array.from({ length: count }, (_, row) => addDays(FIRST_DAY, Math.floor(row / scored)));
  for (let day = 0; day < parameters.days; day++) {
    const { contexts, succeeds } = batch(day);
    for (let row = 0; row < scored; row++) {
      const at = day * scored + row;
      const x = contexts.subarray(row * contextSize, (row + 1) * contextSize);
      context.set(x, at * contextSize);
      const chosen = habits.map((options, dim) => {
        const chances = softmax(
          options.map((own) => own.usual + own.byFeature.reduce((sum, v, j) => sum + v * x[j]!, 0)),
        );
        const option = sampleAction(chances, uniform(KEY, 'habit draw', seed, `${day}/${row}/${dim}`));
        return { option, chance: chances[option]! };
      });
      for (const [dim, { option }] of chosen.entries()) choices[dim]![at] = option;
      propensities[at] = chosen.reduce((product, { chance }) => product * chance, 1);
      successes[at] = Number(succeeds(row, space.actionOf(chosen.map(({ option }) => option))));
    }
  }
  const further = { features: new Float64Array(), width: 0 };
  return {
    ...{ choices, successes, context, further, days },
    propensities: kind === 'estimated' ? null : kind === 'by_lot' ? propensities.fill(1 / space.size) : propensities,
  };
}

function softmax(scores: readonly number[]): Float64Array {
  const most = Math.max(...scores);
  const raised = scores.map((score) => exp(score - most));
  const sum = raised.reduce((total, each) => total + each, 0);
  return Float64Array.from(raised, (each) => each / sum);
}
