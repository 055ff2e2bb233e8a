import type { Issue } from '../../errors.ts';
import type { Agent } from '../agent.ts';
import { countsEvents } from '../counts-events.ts';
import { checkNumber } from './checks.ts';
import { issueAt } from './issue.ts';
import { RANGES } from './limits.ts';

export function checkLearning({ learning, success }: Agent): Issue[] {
  const { halfLifeDays } = learning;
  return [
    ...checkPolicy(learning.policy, success),
    ...checkNumber(learning.draws, RANGES.draws, 'The number of draws', ['learning', 'draws']),
    ...checkNumber(learning.temper, RANGES.temper, 'The temper', ['learning', 'temper']),
    ...checkNumber(learning.floor, RANGES.floor, 'The floor', ['learning', 'floor']),
    ...(halfLifeDays === null
      ? []
      : checkNumber(halfLifeDays, RANGES.halfLifeDays, 'The half-life in days', ['learning', 'halfLifeDays'])),
  ];
}

function checkPolicy(policy: Agent['learning']['policy'], success: Agent['success']): Issue[] {
  if (policy !== 'logistic' || countsEvents(success)) return [];
  const given = success.subtractCosts ? '`subtractCosts`' : `the value \`${success.value}\``;
  return [
    issueAt(
      ['learning', 'policy'],
      `\`logistic\` learns whether something happens, and here ${given} says how much: use \`linear_thompson\`, or leave it out`,
    ),
  ];
}
