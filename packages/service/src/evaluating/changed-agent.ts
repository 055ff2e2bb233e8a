/**
 * A changed agent file as a candidate: what the agent would have drawn from on its past days, had its options, rules and budgets
 * been these. What a file changes in who is asked, how it learns, or when it sends cannot be judged from decisions.
 */
import type { DecideDayInput } from '@fitly/core/decide';
import type { Agent, Dimension, Option } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { expressionsOf } from '../workspace/expressions-of.ts';

/** Throws `candidate_invalid` for what the log cannot know: another agent, another dimension, an option that never was. */
export function requireJudgeable(now: Agent, changed: Agent, path: string): void {
  const invalid = (what: string, next: string): FitlyError =>
    new FitlyError('candidate_invalid', `${path} ${what}`, { next });
  if (changed.name !== now.name) {
    const next = `evaluate it from its own log: fitly evaluate ${changed.name}`;
    throw invalid(`holds the agent "${changed.name}", not "${now.name}"`, next);
  }
  const idsOf = ({ dimensions }: Agent): string[] => dimensions.map(({ id }) => id);
  if (idsOf(changed).join() !== idsOf(now).join()) {
    const next = `let it have the same dimensions in the same order: ${idsOf(now).join(', ')}`;
    throw invalid(`has other dimensions: ${idsOf(changed).join(', ')}`, next);
  }
  const added = changed.dimensions.flatMap(({ id, options }) =>
    options.filter((option) => optionIn(now, id, option.id) === undefined).map((option) => `${id}=${option.id}`),
  );
  if (added.length === 0) return;
  const next = 'only a trial can tell what it earns: save the file and let the agent try it';
  throw invalid(`has options that were never chosen: ${added.join(', ')}`, next);
}

const optionIn = ({ dimensions }: Pick<Agent, 'dimensions'>, dimension: string, option: string): Option | undefined =>
  dimensions.find(({ id }) => id === dimension)?.options.find(({ id }) => id === option);

/** A past day with the options, rules and budgets of the changed file; an option that it lacks is taken as retired. */
export function asChanged(input: DecideDayInput, changed: Agent): DecideDayInput {
  const { rules, budgets } = changed.constraints;
  const withOptions = (dimension: Dimension): Dimension => ({
    ...dimension,
    options: dimension.options.map((then) => {
      const option = optionIn(changed, dimension.id, then.id);
      if (option === undefined) return { ...then, state: 'retired' };
      const { state, validFrom, validTo, requires, cost } = option;
      return { ...then, state, validFrom, validTo, requires, cost };
    }),
  });
  return {
    ...input,
    agent: {
      ...input.agent,
      dimensions: input.agent.dimensions.map(withOptions),
      constraints: { ...input.agent.constraints, rules, budgets },
    },
    rules: expressionsOf(changed).rules,
    settledBudgets: null,
  };
}

/** Sections whose changes play no part in the judgement. */
const NOT_JUDGED = ['schedule', 'audience', 'groups', 'context', 'learning', 'delivery'] as const;

/** In sentences, for whoever reads the figures. */
export function notesOn(now: Agent, changed: Agent): string[] {
  const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
  const ignored = [
    ...NOT_JUDGED.filter((section) => differs(now[section], changed[section])),
    ...(differs(now.constraints.caps, changed.constraints.caps) ? ['constraints.caps'] : []),
  ];
  return ignored.length === 0
    ? []
    : [`Its changes of ${ignored.join(', ')} are left out: decisions that were made cannot tell of them.`];
}
