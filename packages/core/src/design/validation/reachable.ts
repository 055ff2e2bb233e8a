import type { Issue } from '../../errors.ts';
import { actionSpace, LARGEST_SPACE } from '../action-space.ts';
import type { Dimension } from '../agent.ts';
import { eligibleMask } from '../static-eligibility.ts';
import { issueAt, shown } from './issue.ts';

/**
 * That every active option is in some combination that requirements allow. For dimensions that are right by themselves:
 * call it when nothing else is wrong with them.
 */
export function checkReachable(dimensions: readonly Dimension[]): Issue[] {
  const count = dimensions.reduce((product, { options }) => product * options.length, 1);
  if (count > LARGEST_SPACE) return [];
  const space = actionSpace(dimensions);
  const mask = eligibleMask(space, dimensions);
  const actions = [...mask.keys()].filter((action) => mask[action] === 1);
  if (!actions.some((action) => !space.isSilent(action))) {
    return [
      issueAt(['dimensions'], 'What the options require of each other leaves no combination that sends anything'),
    ];
  }
  return dimensions.flatMap((dimension, dim) => {
    const reached = new Set(
      actions.filter((action) => space.applies(action, dim)).map((action) => space.optionIndex(action, dim)),
    );
    return dimension.options.flatMap((option, position) => {
      if (option.state !== 'active' || reached.has(position)) return [];
      const path = ['dimensions', dim, 'options', position];
      const message = `Option ${shown(option.id)} can never be chosen: what options require of each other rules it out everywhere`;
      return [issueAt(path, message)];
    });
  });
}
