import { expect, test } from 'vitest';
import { type DecisionTable, numberColumn, textColumn } from '../data/decision-table.ts';
import { parseMask } from '../data/mask.ts';
import { parseProbabilities, probabilityVector } from '../data/probabilities.ts';
import { actionSpace } from '../design/action-space.ts';
import { sampleAction } from '../policy/exploration.ts';
import { featureLayout } from '../policy/feature-layout.ts';
import { decideDay } from './decide-day.ts';
import type { DecideDayInput } from './decide-day-input.ts';
import { dailyBudgets } from './eligibility/budgets.ts';
import { messageOf, type PastSend } from './eligibility/cap-refusals.ts';
import { plainEligibility } from './eligibility/conformance.ts';
import { ticketOf } from './eligibility/tickets.ts';
import { prepareDay } from './prepare-day.ts';
import { inputOfDay, type Programme, programmeOf } from './programme.fixture.ts';

interface PlayedDay {
  readonly input: DecideDayInput;
  readonly log: DecisionTable;
}

/** Plays a programme as the daily loop does: what was sent counts on the next day. */
function play(programme: Programme): PlayedDay[] {
  const space = actionSpace(programme.agent.dimensions);
  const sends = new Map<string, PastSend[]>();
  let spent: Record<string, number> = {};
  return Array.from({ length: programme.days }, (_, number) => {
    const customers = programme.customers.map((one) => ({ ...one, recentSends: sends.get(one.customerKey) ?? [] }));
    const input = inputOfDay(programme, number, { customers, spent });
    const log = decideDay(input);
    spent = { ...spent };
    for (const { customerKey, action, sendAt } of sent(log)) {
      const past = sends.get(customerKey) ?? [];
      sends.set(customerKey, [...past, { at: sendAt, message: messageOf(programme.agent, space, action) }]);
      for (const { name, use } of dailyBudgets(programme.agent, space, {}))
        spent[name] = (spent[name] ?? 0) + use[action]!;
    }
    return { input, log };
  });
}

function sent(log: DecisionTable): { customerKey: string; action: number; sendAt: number }[] {
  const [keys, reasons] = ['customer_key', 'reason'].map((name) => textColumn(log, name));
  const [actions, sendAt] = ['action', 'send_at'].map((name) => numberColumn(log, name));
  return keys!.flatMap((key, row) =>
    reasons![row] === 'chosen' && !Number.isNaN(sendAt![row])
      ? [{ customerKey: key!, action: actions![row]!, sendAt: sendAt![row]! }]
      : [],
  );
}

const vectorOf = (log: DecisionTable, row: number, input: DecideDayInput): Float64Array => {
  const space = actionSpace(input.agent.dimensions);
  const mask = parseMask(textColumn(log, 'mask_id')[row]!, space.size);
  return probabilityVector(parseProbabilities(textColumn(log, 'probabilities')[row]!), space, mask);
};

/** `npm run campaign:programmes` plays 10,000. */
const PROGRAMMES = Number(process.env['FITLY_PROGRAMMES'] ?? 2_000);
const PARTS = 4;
const seedsOf = (part: number): number[] =>
  Array.from({ length: PROGRAMMES }, (_, seed) => seed).filter((seed) => seed % PARTS === part);

test.each([0, 1, 2, 3])(
  `over ${PROGRAMMES} random programmes no cap and no budget is ever exceeded (part %i of 4)`,
  (part) => {
    let sends = 0;
    for (const seed of seedsOf(part)) {
      const programme = programmeOf(seed);
      const days = play(programme);
      sends += checkCaps(programme, days) + checkBudgets(programme, days);
    }
    // The check means something only where there is something to check.
    expect(sends).toBeGreaterThan(PROGRAMMES / 4);
  },
  300_000,
);

function checkCaps({ agent }: Programme, days: readonly PlayedDay[]): number {
  const space = actionSpace(agent.dimensions);
  const byCustomer = Map.groupBy(
    days.flatMap(({ log }) => sent(log)),
    (send) => send.customerKey,
  );
  for (const cap of agent.constraints.caps.filter((each) => each.window === 'rolling')) {
    for (const all of byCustomer.values()) {
      for (const { sendAt, action } of all) {
        const message = messageOf(agent, space, action);
        const within = all.filter(
          (other) =>
            other.sendAt <= sendAt &&
            sendAt - other.sendAt < cap.days * 86_400_000 &&
            (cap.per !== 'message' || messageOf(agent, space, other.action) === message),
        );
        expect(within.length, agent.name).toBeLessThanOrEqual(cap.max);
      }
    }
  }
  return [...byCustomer.values()].flat().length;
}

function checkBudgets({ agent }: Programme, days: readonly PlayedDay[]): number {
  const space = actionSpace(agent.dimensions);
  for (const [index, budget] of agent.constraints.budgets.entries()) {
    const { use } = dailyBudgets(agent, space, {})[index]!;
    const used = days.map(({ log }) => sent(log).reduce((sum, { action }) => sum + use[action]!, 0));
    for (const day of used) expect(day, agent.name).toBeLessThanOrEqual((budget.maxPerDay ?? Infinity) + 1e-6);
    const total = used.reduce((sum, day) => sum + day, 0);
    expect(total, agent.name).toBeLessThanOrEqual((budget.maxTotal ?? Infinity) + 1e-6);
  }
  return agent.constraints.budgets.length;
}

test('no action that the rules refuse ever has a positive probability', () => {
  for (let seed = 0; seed < 400; seed++) {
    for (const { input, log } of play(programmeOf(seed))) {
      const rows = input.customers.flatMap(({ group }, row) =>
        group === 'agent' || group === 'random_control' ? [row] : [],
      );
      for (const [at, row] of rows.entries()) {
        if (textColumn(log, 'probabilities')[at] === null) continue;
        const { mask } = plainEligibility(input, row);
        const vector = vectorOf(log, at, input);
        for (const [action, probability] of vector.entries()) {
          if (mask[action] === 0) expect(probability, `programme ${seed}`).toBe(0);
        }
      }
    }
  }
});

test('every probability in the log is that of a count over all draws and all eligible actions, done by hand', () => {
  for (let seed = 0; seed < 300; seed++) {
    for (const { input, log } of play(programmeOf(seed))) {
      for (let row = 0; row < log.rowCount; row++) {
        if (textColumn(log, 'probabilities')[row] === null) continue;
        const vector = vectorOf(log, row, input);
        const plain = probabilitiesByHand(input, row);
        for (const [action, probability] of plain.entries()) {
          expect(vector[action], `programme ${seed}, row ${row}, action ${action}`).toBeCloseTo(probability, 12);
        }
        const draw = numberColumn(log, 'draw')[row]!;
        const chosen = numberColumn(log, 'action')[row]!;
        expect(sampleAction(vector, draw)).toBe(chosen);
        expect(numberColumn(log, 'propensity')[row]).toBe(vector[chosen]);
      }
    }
  }
});

/** Enumerates: every draw's best eligible action by the plain sum of its coefficients less its price. */
function probabilitiesByHand(input: DecideDayInput, row: number): number[] {
  const { space, customers, tree, nodes, features, budgetPlan, budgets, ticketNames } = prepareDay(input);
  const { policyVersion: version } = input;
  const { mask } = plainEligibility(input, input.customers.indexOf(customers[row]!));
  for (const [b, budget] of budgets.entries()) {
    const ticket = ticketOf(ticketNames, budget, customers[row]!.customerKey);
    for (const [action, use] of budget.use.entries()) {
      if (use > 0 && ticket * use >= budgetPlan.allowances[b]!) mask[action] = 0;
    }
  }
  expect([...mask]).toEqual([...tree.maskOf(nodes[row]!)]);
  const actions = [...mask.keys()].filter((action) => mask[action] === 1);
  if (version.kind !== 'linear_draws' || customers[row]!.group === 'random_control') {
    return Array.from(mask, (eligible) => eligible / actions.length);
  }
  const layout = featureLayout(space, version.contextSize);
  const row32 = Float32Array.from(features.subarray(row * version.contextSize, (row + 1) * version.contextSize));
  const x = [1, ...row32];
  const probabilities = Array.from(mask, () => 0);
  for (let draw = 0; draw < version.draws; draw++) {
    const weight = (index: number): number => Math.fround(version.coefficients[draw * layout.size + index]!);
    const scores = actions.map((action) => {
      const dims = space.dimensions
        .keys()
        .filter((dim) => space.applies(action, dim))
        .toArray();
      const at = (dim: number): number => space.optionIndex(action, dim);
      const ofOption = (dim: number): number =>
        addUp(x.map((value, j) => Math.fround(value * weight(layout.optionOffsets[dim]![at(dim)]! + j))));
      const pairs = dims.flatMap((b) =>
        dims.filter((a) => a < b).map((a) => weight(layout.pairIndex(a, at(a), b, at(b)))),
      );
      const price = Math.fround(budgetPlan.actionPrices?.[action] ?? 0);
      return addUp([addUp(dims.map(ofOption)), Math.fround(addUp(pairs) - price)]);
    });
    const winner = actions[scores.indexOf(Math.max(...scores))]!;
    const near = [...space.neighbours(winner)].filter((action) => mask[action] === 1);
    const spread = version.floor / version.draws;
    probabilities[winner]! += 1 / version.draws - spread;
    if (near.length === 0) probabilities[winner]! += spread;
    for (const action of near) probabilities[action]! += spread / near.length;
  }
  return probabilities;
}

/** From left to right, in single precision, as the decision format has it. */
const addUp = (terms: readonly number[]): number => terms.reduce((sum, each) => Math.fround(sum + each), 0);
