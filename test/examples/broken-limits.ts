/**
 * The simple limits of an agent file, recomputed from what went out, without the product's own code: each function returns
 * what was broken, in words; nothing for limits of a kind that it does not know.
 */
import type { Agent, Budget, Cap } from '@fitly/core/design';
import type { Sent } from './sent.ts';

const DAY_MS = 86_400_000;

export const brokenLimits = (agent: Agent, sent: readonly Sent[]): string[] => [
  ...agent.constraints.caps.flatMap((cap) => brokenCap(cap, sent)),
  ...agent.constraints.budgets.flatMap((budget) => brokenBudget(budget, agent, sent)),
  ...agent.constraints.rules.flatMap(({ id, denyWhen }) => brokenRule(id, denyWhen, sent)),
  ...brokenOptions(agent, sent),
];

function brokenCap({ per, max, days, window }: Cap, sent: readonly Sent[]): string[] {
  if (per !== 'agent' || window !== 'rolling') return [];
  return Object.values(Object.groupBy(sent, ({ customer }) => customer)).flatMap((own = []) => {
    const at = own.map((each) => each.at).sort((a, b) => a - b);
    const broken = at.some((from, index) => (at[index + max] ?? Number.POSITIVE_INFINITY) - from < days * DAY_MS);
    return broken ? [`${own[0]?.customer}: more than ${max} sends in ${days} days`] : [];
  });
}

function brokenBudget({ option, unit, maxPerDay, maxTotal }: Budget, agent: Agent, sent: readonly Sent[]): string[] {
  const costOf = (dimension: string, id: string | undefined): number =>
    agent.dimensions.find((each) => each.id === dimension)?.options.find((each) => each.id === id)?.cost ?? 0;
  const use = ({ action }: Sent): number => {
    if (option !== null && action[option.dimension] !== option.option) return 0;
    if (unit === 'sends') return 1;
    if (option !== null) return costOf(option.dimension, option.option);
    return Object.entries(action).reduce((sum, [dimension, id]) => sum + costOf(dimension, id), 0);
  };
  const sum = (some: readonly Sent[]): number => some.reduce((total, each) => total + use(each), 0);
  const daily = Object.entries(Object.groupBy(sent, ({ day }) => day));
  const name = option === null ? 'every send' : `${option.dimension}: ${option.option}`;
  const over = daily.filter(([, some = []]) => sum(some) > (maxPerDay ?? Number.POSITIVE_INFINITY) + 1e-9);
  return [
    ...over.map(([day, some = []]) => `${name} on ${day}: ${sum(some)} ${unit} of ${maxPerDay}`),
    ...(sum(sent) > (maxTotal ?? Number.POSITIVE_INFINITY) + 1e-9 ? [`${name} in all: ${sum(sent)} ${unit}`] : []),
  ];
}

/** Comparisons, `&&`, `||`, `!` and `in [...]` mean the same in JavaScript, so the engine is asked; others are left alone. */
export function brokenRule(id: string, denyWhen: string, sent: readonly Sent[]): string[] {
  const withoutTexts = denyWhen.replace(/"[^"]*"|'[^']*'/g, '""');
  if (/[A-Za-z_]\s*\(|\?|%/.test(withoutTexts)) return [];
  const text = denyWhen.replace(/([\w.]+)\s+in\s+(\[[^\]]*\])/g, '$2.includes($1)');
  const denies = new Function('customer', 'action', `return (${text}) === true`) as (
    customer: Sent['context'],
    action: Sent['action'],
  ) => boolean;
  return sent
    .filter(({ context, action }) => Object.values(context).every((value) => value !== null) && denies(context, action))
    .map(({ customer, day }) => `rule ${id}: ${customer} on ${day}`);
}

/** Options that may not be used on the day, or not together. */
const brokenOptions = (agent: Agent, sent: readonly Sent[]): string[] =>
  sent.flatMap(({ action, day, customer }) =>
    agent.dimensions.flatMap((dimension) => {
      const option = dimension.options.find((each) => each.id === action[dimension.id]);
      // What a decision leaves open is no option.
      if (option === undefined) return [];
      const { validFrom, validTo, requires, state, noSend } = option;
      const fits =
        state === 'active' &&
        !noSend &&
        (validFrom === null || day >= validFrom) &&
        (validTo === null || day <= validTo) &&
        Object.entries(requires).every(([other, ids]) => ids.includes(action[other] ?? ''));
      return fits ? [] : [`${dimension.id}: ${option.id} for ${customer} on ${day}`];
    }),
  );
