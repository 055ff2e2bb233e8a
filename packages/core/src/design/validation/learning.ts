import type { Issue } from '../../errors.ts';
import type { Agent, Dimension, Learning } from '../agent.ts';
import { countsEvents } from '../counts-events.ts';
import { checkNumber } from './checks.ts';
import { issueAt, shown } from './issue.ts';
import { RANGES } from './limits.ts';

export function checkLearning({ learning, success, dimensions }: Agent): Issue[] {
  const { halfLifeDays } = learning;
  return [
    ...checkPolicy(learning.policy, success),
    ...checkAction(learning, dimensions),
    ...checkFile(learning),
    ...checkNumber(learning.draws, RANGES.draws, 'The number of draws', ['learning', 'draws']),
    ...checkNumber(learning.temper, RANGES.temper, 'The temper', ['learning', 'temper']),
    ...checkNumber(learning.floor, RANGES.floor, 'The floor', ['learning', 'floor']),
    ...checkNumber(learning.epsilon, RANGES.epsilon, 'The share ε', ['learning', 'epsilon']),
    ...checkNumber(learning.gamma, RANGES.gamma, 'The steepness γ', ['learning', 'gamma']),
    ...(halfLifeDays === null
      ? []
      : checkNumber(halfLifeDays, RANGES.halfLifeDays, 'The half-life in days', ['learning', 'halfLifeDays'])),
  ];
}

/** Policies that learn whether something happens, and the one to take for amounts instead. */
const BINARY: readonly Learning['policy'][] = ['logistic', 'beta_thompson'];

function checkPolicy(policy: Learning['policy'], success: Agent['success']): Issue[] {
  if (!BINARY.includes(policy) || countsEvents(success)) return [];
  const given = success.subtractCosts ? '`subtractCosts`' : `the value \`${success.value}\``;
  return [
    issueAt(
      ['learning', 'policy'],
      `\`${policy}\` learns whether something happens, and here ${given} says how much: use \`linear_thompson\`, or leave it out`,
    ),
  ];
}

/** One option for each dimension with `fixed`, none with any other policy. */
function checkAction({ policy, action }: Learning, dimensions: readonly Dimension[]): Issue[] {
  const path = ['learning', 'action'];
  if (policy !== 'fixed') {
    return Object.keys(action).length === 0
      ? []
      : [issueAt(path, `\`action\` is for \`policy: fixed\`, given was ${policy}`)];
  }
  const unknown = Object.keys(action).filter((id) => !dimensions.some((dimension) => dimension.id === id));
  return [
    ...unknown.map((id) => issueAt([...path, id], `${shown(id)} is no dimension of this agent`)),
    ...dimensions.flatMap(({ id, options }) => {
      const ids = options.map((option) => option.id);
      if (action[id] !== undefined && ids.includes(action[id])) return [];
      return [issueAt([...path, id], `${shown(action[id])} is no option of \`${id}\`; it has: ${ids.join(', ')}`)];
    }),
  ];
}

const POLICY_FILE = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$)).+\.(?:js|mjs|ts)$/;

function checkFile({ policy, file }: Learning): Issue[] {
  const path = ['learning', 'file'];
  if (policy !== 'custom') {
    return file === null ? [] : [issueAt(path, `\`file\` is for \`policy: custom\`, given was ${policy}`)];
  }
  if (file !== null && POLICY_FILE.test(file)) return [];
  return [
    issueAt(
      path,
      `${shown(file)} is no policy file: name a .js or .ts file inside the workspace, such as policies/mine.ts`,
    ),
  ];
}
