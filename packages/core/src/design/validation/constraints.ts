import type { Issue } from '../../errors.ts';
import type { Agent, Budget, Cap, Rule } from '../agent.ts';
import { checkDay, checkId, checkNotBlank, checkNumber, checkWallTime } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { RANGES } from './limits.ts';
import { suggestName } from './nearest-name.ts';

/** Rules, caps, budgets and quiet times. The text of a rule is type-checked where it is compiled, not here. */
export function checkConstraints(agent: Agent): Issue[] {
  const { rules, caps, budgets, quietDays, blackoutDates } = agent.constraints;
  const at = (list: string, index: number, ...rest: string[]) => ['constraints', list, index, ...rest];
  return [
    ...rules.flatMap(checkRule),
    ...repeatedNames(
      rules.map((rule) => rule.id),
      'Id',
      (index) => at('rules', index, 'id'),
    ),
    ...caps.flatMap(checkCap),
    ...budgets.flatMap((budget, index) => checkBudget(agent, budget, index)),
    ...repeatedNames(budgets.map(limitName), 'Budget', (index) => at('budgets', index)),
    ...checkQuietHours(agent),
    ...repeatedNames(quietDays, 'Day', (index) => at('quietDays', index)),
    ...(new Set(quietDays).size === 7
      ? [issueAt(['constraints', 'quietDays'], 'Every day of the week is quiet, so nothing could ever be sent')]
      : []),
    ...blackoutDates.flatMap((day, index) => checkDay(day, at('blackoutDates', index))),
    ...repeatedNames(blackoutDates, 'Date', (index) => at('blackoutDates', index)),
  ];
}

function checkRule(rule: Rule, index: number): Issue[] {
  const path = ['constraints', 'rules', index];
  return [
    ...checkId(rule.id, 'An id', [...path, 'id']),
    ...checkNotBlank(rule.denyWhen, 'The condition', [...path, 'denyWhen']),
    ...checkId(rule.reason, 'A reason code', [...path, 'reason']),
  ];
}

function checkCap(cap: Cap, index: number): Issue[] {
  const path = ['constraints', 'caps', index];
  return [
    ...checkNumber(cap.max, RANGES.capMax, 'The number of sends', [...path, 'max']),
    ...checkNumber(cap.days, RANGES.capDays, 'The number of days', [...path, 'days']),
  ];
}

function checkBudget(agent: Agent, budget: Budget, index: number): Issue[] {
  const path = ['constraints', 'budgets', index];
  const { maxPerDay, maxTotal } = budget;
  const issues = checkBudgetOption(agent, budget, index);
  if (maxPerDay === null && maxTotal === null)
    issues.push(issueAt(path, 'A budget needs `maxPerDay`, `maxTotal` or both'));
  if (maxPerDay !== null) issues.push(...checkNumber(maxPerDay, RANGES.budget, 'The budget', [...path, 'maxPerDay']));
  if (maxTotal !== null) issues.push(...checkNumber(maxTotal, RANGES.budget, 'The budget', [...path, 'maxTotal']));
  if (maxPerDay !== null && maxTotal !== null && maxPerDay > maxTotal) {
    issues.push(issueAt([...path, 'maxPerDay'], `maxPerDay ${maxPerDay} is more than maxTotal ${maxTotal}`));
  }
  if (budget.unit === 'cost' && !hasCost(agent, budget)) {
    const what = budget.option === null ? 'no option has one' : `${shown(budget.option.option)} has none`;
    issues.push(issueAt([...path, 'unit'], `A budget in costs needs options with a \`cost\`; ${what}`));
  }
  return issues;
}

/** An option that does not exist is reported elsewhere. */
function hasCost({ dimensions }: Agent, { option }: Budget): boolean {
  const all = dimensions.flatMap(({ id, options }) => options.map((each) => ({ dimension: id, ...each })));
  const limited = all.filter(
    ({ dimension, id }) => option === null || (dimension === option.dimension && id === option.option),
  );
  return limited.some(({ cost }) => cost !== 0) || (option !== null && limited.length === 0);
}

const limitName = ({ option, unit }: Budget): string =>
  `${unit} of ${option === null ? 'everything' : `${option.dimension}=${option.option}`}`;

function checkBudgetOption(agent: Agent, { option }: Budget, index: number): Issue[] {
  if (option === null) return [];
  const path = ['constraints', 'budgets', index, 'option'];
  const target = agent.dimensions.find((dimension) => dimension.id === option.dimension);
  if (target === undefined) {
    const hint = suggestName(
      option.dimension,
      agent.dimensions.map((dimension) => dimension.id),
    );
    return [issueAt([...path, 'dimension'], `There is no dimension ${shown(option.dimension)}${hint}`)];
  }
  const known = target.options.map((candidate) => candidate.id);
  const limited = target.options.find((candidate) => candidate.id === option.option);
  if (limited?.noSend === true) {
    return [issueAt([...path, 'option'], `Option ${shown(option.option)} sends nothing, so there is nothing to limit`)];
  }
  if (limited !== undefined) return [];
  const hint = suggestName(option.option, known);
  return [issueAt([...path, 'option'], `Dimension ${shown(target.id)} has no option ${shown(option.option)}${hint}`)];
}

function checkQuietHours({ constraints, dimensions }: Agent): Issue[] {
  const { quietHours } = constraints;
  if (quietHours === null) return [];
  const path = ['constraints', 'quietHours'];
  const { from, to } = quietHours;
  const issues = [...checkWallTime(from, [...path, 'from']), ...checkWallTime(to, [...path, 'to'])];
  if (issues.length > 0) return issues;
  if (from === to) return [issueAt(path, `Quiet hours from ${from} to ${to} have no length`)];
  const hours = dimensions
    .filter((dimension) => dimension.kind === 'send_hour')
    .flatMap((dimension) => dimension.options.filter((option) => option.state === 'active' && !option.noSend))
    .flatMap((option) => (option.hour === null ? [] : [option.hour]));
  if (hours.length === 0 || hours.some((hour) => !isQuiet(hour, from, to))) return [];
  return [
    issueAt(path, `Every active send hour lies in the quiet hours from ${from} to ${to}, so nothing could be sent`),
  ];
}

/** Half-open span of the clock that may go over midnight: `21:00`–`08:00` holds 21 and 7, not 8. */
function isQuiet(hour: number, from: string, to: string): boolean {
  const time = `${String(hour).padStart(2, '0')}:00`;
  return from < to ? from <= time && time < to : time >= from || time < to;
}
