import type { Issue } from '../../errors.ts';
import type { Agent, DeliveryMode, Dimension, Learning } from '../agent.ts';
import { countsEvents } from '../counts-events.ts';
import { ENGAGEMENT_EVENTS, ENGAGEMENT_PREFIX } from '../engagement.ts';
import { checkNumber } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { RANGES } from './limits.ts';
import { checkStartLog } from './start-log.ts';

export function checkLearning(agent: Agent): Issue[] {
  const { learning, success, dimensions, delivery } = agent;
  const { halfLifeDays } = learning;
  return [
    ...checkPolicy(learning.policy, success),
    ...checkAction(learning, dimensions),
    ...checkFile(learning),
    ...checkFunnel(learning, success, delivery),
    ...checkStartFrom(agent),
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

/** Longer ones have stages that nearly everybody passes, or nobody. */
const MOST_STAGES = 5;

function checkFunnel({ policy, funnel }: Learning, success: Agent['success'], { mode }: Agent['delivery']): Issue[] {
  const path = ['learning', 'funnel'];
  if (policy !== 'funnel') {
    return funnel.length === 0 ? [] : [issueAt(path, `\`funnel\` is for \`policy: funnel\`, given was ${policy}`)];
  }
  const several = `expected 1 to ${MOST_STAGES} events on the way to ${shown(success.event)}, the most frequent first`;
  const tooMany = funnel.length === 0 || funnel.length > MOST_STAGES;
  return [
    ...(tooMany ? [issueAt(path, `${funnel.length} stages; ${several}`)] : []),
    ...checkFixedWorth(success),
    ...funnel.flatMap((event, index) => checkStage(event, [...path, index], success, mode)),
    ...repeatedNames(funnel, 'Event', (index) => [...path, index]),
  ];
}

/** What a success is worth is taken to be the same whatever was chosen. */
function checkFixedWorth({ subtractCosts, value }: Agent['success']): Issue[] {
  const dependsOnChoice = subtractCosts
    ? '`subtractCosts`'
    : /\b(?:cost\s*\(|action\b)/.test(value)
      ? shown(value)
      : null;
  if (dependsOnChoice === null) return [];
  return [
    issueAt(
      ['learning', 'policy'],
      `\`funnel\` learns how often success comes, and with ${dependsOnChoice} its worth depends on what was chosen: use \`linear_thompson\``,
    ),
  ];
}

function checkStage(event: string, path: PathSegments, success: Agent['success'], mode: DeliveryMode): Issue[] {
  if (event.trim() === '') return [issueAt(path, 'The name of a stage is empty; expected that of an event')];
  if (event === success.event)
    return [issueAt(path, `${shown(event)} is the success itself: name what comes before it`)];
  if (!event.startsWith(ENGAGEMENT_PREFIX)) return [];
  const known = Object.keys(ENGAGEMENT_EVENTS);
  if (!known.includes(event)) {
    const expected = known.map((name) => `\`${name}\``).join(' or ');
    return [issueAt(path, `${shown(event)} is no stage that messages go through; expected ${expected}`)];
  }
  if (mode !== 'file' && mode !== 'api') return [];
  return [issueAt(path, `${shown(event)} is told of messages through Braze, not in mode ${mode}`)];
}

/** Whether that agent or file exists and says anything of the same options, only the workspace knows: `startIssues`. */
function checkStartFrom({ name, learning: { policy, startFrom }, dimensions, context }: Agent): Issue[] {
  const path = ['learning', 'startFrom'];
  if (startFrom === null) return [];
  if (policy !== 'logistic') return [issueAt(path, `\`startFrom\` is for \`policy: logistic\`, given was ${policy}`)];
  if (typeof startFrom !== 'string') return checkStartLog(startFrom, { dimensions, context });
  return startFrom === name ? [issueAt(path, `${shown(name)} is this agent itself; expected an earlier one`)] : [];
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
