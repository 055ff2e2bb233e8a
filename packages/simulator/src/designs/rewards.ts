/** What decisions of an agent are worth and cost, by its own definition of success. */
import { type ActionSpace, type Agent, countsEvents, decisionDays } from '@fitly/core/design';

export interface Rewards {
  /** Days that a decision for an action has to itself: a chosen frequency says how long. */
  exposureDays(action: number): number;
  /** What the options of an action cost; nothing where nothing is sent. */
  costOf(action: number): number;
  /** Probability in the exposure of an action, from the one in `decisionDays`; at most `most`, 1 when absent. */
  chanceOf(action: number, chance: number, most?: number): number;
  /** One decision on average, costs and exposure included, at this success probability in `decisionDays`; `most` likewise. */
  expected(action: number, chance: number, most?: number): number;
  /** What one decision brought in. `amount`: in units of the average. */
  worthOf(action: number, outcome: { readonly succeeds: boolean; readonly amount: number }): number;
}

/** `average`: what a success is worth on average where the agent does not merely count. */
export function rewardsOf(agent: Agent, space: ActionSpace, average: number): Rewards {
  const { subtractCosts, value, horizonDays } = agent.success;
  const isCount = countsEvents({ value, subtractCosts: false });
  const chosen = Array.from({ length: space.size }, (_, action) =>
    agent.dimensions.map(({ options }, dim) => options[space.optionIndex(action, dim)]!),
  );
  const costs = chosen.map((options, action) =>
    space.isSilent(action) ? 0 : options.reduce((sum, { cost }) => sum + cost, 0),
  );
  const period = decisionDays(agent);
  const exposures = chosen.map((options, action) =>
    options.reduce(
      (days, { everyDays }, dim) =>
        everyDays === null || !space.applies(action, dim) ? days : Math.min(horizonDays, everyDays),
      period,
    ),
  );
  const worthOfSuccess = isCount ? 1 : average;
  const taken = (action: number): number => (subtractCosts ? costs[action]! : 0);
  const chanceOf = (action: number, chance: number, most = 1): number =>
    Math.min(most, chance * (exposures[action]! / period));
  return {
    exposureDays: (action) => exposures[action]!,
    costOf: (action) => costs[action]!,
    chanceOf,
    expected: (action, chance, most) => chanceOf(action, chance, most) * worthOfSuccess - taken(action),
    worthOf: (action, { succeeds, amount }) => (succeeds ? worthOfSuccess * (isCount ? 1 : amount) : 0) - taken(action),
  };
}
