/** What Braze receives for one recipient. */
import type { Agent, Option } from '../design/agent.ts';
import { FitlyError } from '../errors.ts';

export type TriggerProperties = Readonly<Record<string, string | number | boolean>>;

/**
 * `decision_id` and all values of the chosen options, dimensions in file order; where two options carry the same name,
 * the later dimension's value stands. `options`: dimension id → option id, one per dimension.
 * Throws `internal` for a dimension without a choice or an option that the agent does not have.
 */
export function triggerProperties(
  agent: Pick<Agent, 'dimensions'>,
  options: Readonly<Record<string, string>>,
  decisionId: string,
): TriggerProperties {
  return { ...chosenValues(agent, options), decision_id: decisionId };
}

/** All values of the chosen options, as in `triggerProperties`. */
export const chosenValues = (
  agent: Pick<Agent, 'dimensions'>,
  options: Readonly<Record<string, string>>,
): TriggerProperties => Object.assign({}, ...chosen(agent, options).map((option) => option.values));

/** The chosen options, dimensions in file order. */
function chosen(agent: Pick<Agent, 'dimensions'>, options: Readonly<Record<string, string>>): Option[] {
  return agent.dimensions.map((dimension) => {
    const option = dimension.options.find((each) => each.id === options[dimension.id]);
    if (option !== undefined) return option;
    const known = dimension.options.map((each) => each.id).join(', ');
    const given = options[dimension.id] ?? 'nothing';
    throw new FitlyError('internal', `dimension "${dimension.id}" was decided as ${given}, expected one of ${known}`, {
      next: 'dispatch a day with the agent version that decided it',
    });
  });
}
