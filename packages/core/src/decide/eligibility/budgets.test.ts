import { describe, expect, test } from 'vitest';
import { numberColumn, textColumn } from '../../data/decision-table.ts';
import { fitEncoding } from '../../data/encoding.ts';
import { actionSpace } from '../../design/action-space.ts';
import type { Agent, Budget } from '../../design/agent.ts';
import { dimension, option } from '../../design/fixtures.ts';
import { featureLayout } from '../../policy/feature-layout.ts';
import type { LinearDrawsVersion } from '../../policy/policy-version.ts';
import { decideDay } from '../decide-day.ts';
import type { DecideDayInput } from '../decide-day-input.ts';
import { AGENT, inputOf } from '../fixtures.ts';
import { prepareDay } from '../prepare-day.ts';
import { keepWithin } from './keep-within.ts';

const OFFER = dimension('offer', 'offer', [option('none'), option('half_price', { cost: 4 })]);
const budget = (more: Partial<Budget>): Budget => ({
  option: { dimension: 'offer', option: 'half_price' },
  maxPerDay: null,
  maxTotal: null,
  unit: 'sends',
  ...more,
});
const agentWith = (budgets: readonly Budget[]): Agent => ({
  ...AGENT,
  dimensions: [OFFER],
  constraints: { ...AGENT.constraints, budgets },
  delivery: { ...AGENT.delivery, ids: { default: 'c' } },
});

/** Half price is worth more the longer ago the last purchase is; every draw says so, with a little noise. */
function eagerInput(count: number, budgets: readonly Budget[]): DecideDayInput {
  const agent = agentWith(budgets);
  const input = inputOf(count, { agent, policyVersion: { kind: 'uniform' } });
  const encoding = fitEncoding(agent.context, input.context, 2);
  const contextSize = encoding.features.length;
  const layout = featureLayout(actionSpace(agent.dimensions), contextSize);
  const coefficients = new Float64Array(64 * layout.size);
  for (let draw = 0; draw < 64; draw++) {
    const start = draw * layout.size + layout.optionOffsets[0]![1]!;
    coefficients[start] = 3 + (draw - 32) / 64;
    coefficients[start + 1] = 1;
  }
  const policyVersion: LinearDrawsVersion = {
    kind: 'linear_draws',
    arithmetic: 'float32',
    space: { dimensions: actionSpace(agent.dimensions).dimensions },
    encodingVersion: 2,
    contextSize,
    draws: 64,
    floor: 0.02,
    coefficients,
  };
  return { ...input, encoding, policyVersion };
}

function usesOf(input: DecideDayInput): { row: number; group: string | null; reason: string | null }[] {
  const log = decideDay(input);
  const [offers, groups, reasons] = ['option_offer', 'group', 'reason'].map((name) => textColumn(log, name));
  return offers!.flatMap((offer, row) =>
    offer === 'half_price' ? [{ row, group: groups![row]!, reason: reasons![row]! }] : [],
  );
}

describe('a daily budget of an option that everybody should have', () => {
  const input = eagerInput(6_000, [budget({ maxPerDay: 200 })]);
  const uses = usesOf(input);
  const sent = uses.filter((use) => use.reason === 'chosen');
  const prepared = prepareDay(input);

  test('is kept to the last send, and most of it is used', () => {
    expect(sent.length).toBeLessThanOrEqual(200);
    expect(sent.length).toBeGreaterThan(150);
  });

  test('goes to both groups, to the agent by a price and to the random control by lot', () => {
    expect(prepared.budgetPlan.prices[0]).toBeGreaterThan(0);
    expect(prepared.budgetPlan.allowances[0]).toBeLessThan(1);
    const control = sent.filter((use) => use.group === 'random_control').length;
    // A quarter of those who are decided for are random control.
    expect(control).toBeGreaterThan(20);
    expect(control).toBeLessThan(100);
  });

  test('goes to those customers of the agent who gain most from it', () => {
    const recency = numberColumn(decideDay(input), 'ctx_recency');
    const groups = textColumn(decideDay(input), 'group');
    const mean = (rows: readonly number[]): number =>
      rows
        .filter((row) => !Number.isNaN(recency[row]))
        .reduce((sum, row, _, all) => sum + recency[row]! / all.length, 0);
    const users = sent.filter((use) => use.group === 'agent').map((use) => use.row);
    const everybody = Array.from(recency.keys()).filter((row) => groups[row] === 'agent');
    expect(mean(users)).toBeGreaterThan(mean(everybody) + 0.4);
  });

  test('what exceeds it by chance is in the log as chosen with its propensity, and not sent', () => {
    const exceeded = eagerInput(300, [budget({ maxPerDay: 4 })]);
    const over = usesOf(exceeded).filter((use) => use.reason === 'cap');
    const propensities = numberColumn(decideDay(exceeded), 'propensity');
    for (const { row } of over) expect(propensities[row]).toBeGreaterThan(0);
    expect(usesOf(exceeded).filter((use) => use.reason === 'chosen').length).toBeLessThanOrEqual(4);
  });
});

test('a budget that is not scarce changes nothing', () => {
  const free = eagerInput(600, []);
  const wide = eagerInput(600, [budget({ maxPerDay: 5_000, maxTotal: 1_000_000 })]);
  expect(decideDay(wide)).toEqual(decideDay(free));
});

test('what earlier days have used counts towards the total; when it is used up, nobody may have the option', () => {
  const last = eagerInput(2_000, [budget({ maxTotal: 100 })]);
  const name = 'offer=half_price, sends';
  expect(
    usesOf({ ...last, spent: { [name]: 90 } }).filter((use) => use.reason === 'chosen').length,
  ).toBeLessThanOrEqual(10);
  expect(usesOf({ ...last, spent: { [name]: 100 } })).toEqual([]);
});

test('a budget in money counts what the option costs', () => {
  const uses = usesOf(eagerInput(3_000, [budget({ maxPerDay: 403, unit: 'cost' })]));
  const sent = uses.filter((use) => use.reason === 'chosen').length;
  expect(sent * 4).toBeLessThanOrEqual(403);
  expect(sent * 4).toBeGreaterThan(320);
});

test('what does not fit takes no room from what comes later in the queue', () => {
  const budgets = [{ name: 'a', use: Float64Array.of(0, 3, 1), capacity: 3 }];
  const users = [
    { action: 2, place: 0.1 },
    { action: 1, place: 0.2 },
    { action: 2, place: 0.3 },
    { action: 0, place: 0.4 },
    { action: 2, place: 0.5 },
    { action: 2, place: 0.6 },
  ];
  expect(keepWithin(users, budgets)).toEqual([true, false, true, true, true, false]);
});
