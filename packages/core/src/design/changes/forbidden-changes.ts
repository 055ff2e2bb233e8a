/**
 * What may not change once an agent has run: numbers of before and after would be mixed, or what was learned would be read
 * as something else. Such a change is a new agent.
 */
import type { Issue } from '../../errors.ts';
import type { Agent } from '../agent.ts';
import type { AgentChange } from './agent-change.ts';
import { describeChanges } from './describe-changes.ts';

/** One issue per forbidden change, with what it was and what to do instead; empty when the agent may go on. */
export function forbiddenChanges(before: Agent, now: Agent, earlier: readonly Agent[] = []): Issue[] {
  return asIssues(describeChanges(before, now, earlier));
}

/** The forbidden ones among changes that are described already. */
export const asIssues = (changes: readonly AgentChange[]): Issue[] =>
  changes
    .filter((change) => change.effect === 'forbidden')
    .map(({ path, before, after, message }) => ({ path, message: `${whatHappened(before, after)}: ${message}` }));

function whatHappened(before: string | null, after: string | null): string {
  if (after === null) return 'is gone';
  return before === null ? `is new with ${after}` : `was ${before} so far and is ${after} now`;
}
