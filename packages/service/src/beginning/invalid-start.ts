import { FitlyError, type Issue } from '@fitly/core/errors';
import type { AgentName } from '@fitly/core/terms';
import type { StartRows } from './read-start-log.ts';

export const invalidStart = (name: AgentName, ...issues: readonly Issue[]): FitlyError =>
  new FitlyError('agent_file_invalid', `${name} cannot begin with what its file names`, {
    issues,
    next: 'correct what is named above; nothing was changed',
  });

/** Empty: the log says something of what this agent chooses among. */
export function logNothing(log: string, { dimensions, choices, successes, leftOut }: StartRows): Issue[] {
  const issue = (message: string): Issue[] => [{ path: 'learning.startFrom.log', message }];
  if (!choices.some((positions) => new Set(positions).size > 1)) {
    const names = dimensions.map(({ id }) => `\`${id}\``).join(', ');
    const others = leftOut === 0 ? '' : `; ${leftOut} rows have options that this agent has not`;
    return issue(
      `${log} has no two options of ${names} that this agent has${others}; its cells must be ids of options`,
    );
  }
  const won = successes.reduce((sum, each) => sum + each, 0);
  if (won > 0 && won < successes.length) return [];
  return issue(
    `${log} has ${won === 0 ? 'no success' : 'nothing but successes'}, so that it tells options apart by nothing`,
  );
}
