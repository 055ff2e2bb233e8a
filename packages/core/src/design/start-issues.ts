/** Whether one agent can begin with what another has learned, as far as their files say. */
import type { Issue } from '../errors.ts';
import type { Agent } from './agent.ts';
import { countsEvents } from './counts-events.ts';
import { issueAt, shown } from './validation/issue.ts';
import { suggestName } from './validation/nearest-name.ts';

/** `earlier`: as it was when it learned last; null: it never ran. `known`: names of those that did. Empty = it can, or begins with no agent. */
export function startIssues(agent: Agent, earlier: Agent | null, known: readonly string[]): Issue[] {
  const { startFrom } = agent.learning;
  if (startFrom === null || typeof startFrom !== 'string') return [];
  const issue = (message: string): Issue[] => [issueAt(['learning', 'startFrom'], message)];
  if (earlier === null) {
    return issue(`${shown(startFrom)} is no agent that has run in this workspace${suggestName(startFrom, known)}`);
  }
  const { policy } = earlier.learning;
  if (policy === 'funnel' || policy === 'custom') {
    return issue(`${shown(startFrom)} learns by \`policy: ${policy}\`, which \`${agent.learning.policy}\` cannot read`);
  }
  if (!countsEvents(earlier.success)) {
    const given = `${shown(startFrom)} learns how much (\`value: ${earlier.success.value}\`)`;
    return issue(`${given}, and this agent whether something happens; expected one whose \`success.value\` is \`1\``);
  }
  if (commonOptions(agent, earlier).some(({ options }) => options > 1)) return [];
  return issue(
    `${shown(startFrom)} has no two options of a dimension in common with this agent; ids of dimensions and options must be the same`,
  );
}

/** It has run, and none of its decisions has matured. */
export const startNothing = (name: string): Issue =>
  issueAt(
    ['learning', 'startFrom'],
    `${shown(name)} has learned nothing yet; wait until its first decisions have matured, or leave \`startFrom\` out`,
  );

/** By dimension that both have, how many options both have, by their ids. */
export function commonOptions(
  agent: Pick<Agent, 'dimensions'>,
  earlier: Pick<Agent, 'dimensions'>,
): { readonly dimension: string; readonly options: number }[] {
  return agent.dimensions.flatMap(({ id, options }) => {
    const was = earlier.dimensions.find((dimension) => dimension.id === id);
    if (was === undefined) return [];
    const ids = new Set(was.options.map((option) => option.id));
    return [{ dimension: id, options: options.filter((option) => ids.has(option.id)).length }];
  });
}
