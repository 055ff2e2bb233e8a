import type { ChosenIds } from '@fitly/core/data';
import { type ActionSpace, type Agent, actionSpace, eligibleMask, LARGEST_SPACE } from '@fitly/core/design';
import { choicesRead, foldOptions } from './compile-rule.ts';
import type { Expression } from './expression.ts';
import type { ExpressionIssue } from './read/expression-issue.ts';

/** Rules that, alone or together, refuse every action of every customer: nothing could ever be sent. */
export function checkRefusals(agent: Agent, rules: readonly (Expression | null)[]): ExpressionIssue[] {
  const actions = eligibleActions(agent);
  if (actions.length === 0) return [];
  const refusals = rules.map((rule) => rule && alwaysRefuses(rule));
  const alone = refusals.flatMap((refuses, index): ExpressionIssue[] => {
    if (!refuses || !actions.every(refuses)) return [];
    const { denyWhen } = agent.constraints.rules[index]!;
    const message = 'The rule refuses every action of every customer, so nothing could ever be sent';
    return [
      {
        path: ['constraints', 'rules', index, 'denyWhen'],
        message,
        span: { start: 0, end: denyWhen.length },
        kind: 'meaning',
      },
    ];
  });
  if (alone.length > 0 || !actions.every((action) => refusals.some((refuses) => refuses?.(action)))) return alone;
  const message = 'Together the rules refuse every action of every customer, so nothing could ever be sent';
  return [{ path: ['constraints', 'rules'], message, span: { start: 0, end: 0 }, kind: 'meaning' }];
}

/** Whether the rule refuses an action whoever the customer is. Remembered by the choices that it reads. */
function alwaysRefuses(rule: Expression): (action: ChosenIds) => boolean {
  const read = [...new Set(choicesRead(rule))];
  const known = new Map<string, boolean>();
  return (action) => {
    const key = JSON.stringify(read.map((dimension) => action[dimension]));
    let refuses = known.get(key);
    if (refuses === undefined) {
      const left = foldOptions(rule, action);
      refuses = left.kind === 'literal' && left.value !== false;
      known.set(key, refuses);
    }
    return refuses;
  };
}

/** What may be chosen today, as rules see it. Empty when there is nothing to choose or too much: others report that. */
function eligibleActions({ dimensions }: Agent): ChosenIds[] {
  if (dimensions.reduce((size, { options }) => size * options.length, 1) > LARGEST_SPACE) return [];
  const space = actionSpace(dimensions);
  const silent = new Set(
    dimensions.flatMap(({ id, options }) => options.flatMap((option) => (option.noSend ? [`${id} ${option.id}`] : []))),
  );
  return Array.from(eligibleMask(space, dimensions)).flatMap((eligible, action) =>
    eligible === 1 ? [chosenIds(space, action, silent)] : [],
  );
}

/** With an option that sends nothing, the other choices mean nothing. */
function chosenIds(space: ActionSpace, action: number, silent: ReadonlySet<string>): ChosenIds {
  const chosen = space.dimensions.map(
    ({ id, optionIds }, dim) => [id, optionIds[space.optionIndex(action, dim)]!] as const,
  );
  const sendsNothing = chosen.some(([id, option]) => silent.has(`${id} ${option}`));
  return Object.fromEntries(
    chosen.map(([id, option]) => [id, sendsNothing && !silent.has(`${id} ${option}`) ? null : option]),
  );
}
