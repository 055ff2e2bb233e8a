import { describe, expect, test } from 'vitest';
import { createWorld } from '../runtime/create-world.ts';
import type { World } from '../runtime/world.ts';
import { START_AT, smallWorld } from '../small-world.fixture.ts';
import { actionsOf } from './actions.ts';
import { type PlayedDecision, type Policy, play } from './play.ts';
import { createTruth, yardsticks } from './truth.ts';

const SPEC = smallWorld();
const ACTIONS = actionsOf(SPEC);
const open = (spec = SPEC): World => createWorld(spec, { seed: '3', startAt: START_AT });
const only = (action: number, count = ACTIONS.length): number[] =>
  Array.from({ length: count }, (_, i) => (i === action ? 1 : 0));
const byLot: Policy = () => Array<number>(ACTIONS.length).fill(1 / ACTIONS.length);

describe('actions', () => {
  test('are all combinations of options, with what a recipient gets', () => {
    expect(ACTIONS.map(({ optionIds }) => optionIds.join('/'))).toEqual([
      'plain/h08',
      'plain/h20',
      'cheap/h08',
      'cheap/h20',
    ]);
    expect(ACTIONS[3]).toEqual({
      optionIds: ['cheap', 'h20'],
      proposal: { properties: { offer: 'cheap', percent: 20 }, hour: 20, campaign: 'default', everyDays: 7 },
      noSend: false,
    });
  });

  test('know rhythms and silence', () => {
    const spec = smallWorld([
      '{ id: h20, hour: 20 }',
      '{ id: h20, hour: 20, everyDays: 3 }\n      - { id: silence, noSend: true }',
    ]);
    const actions = actionsOf(spec);
    expect(actions.map(({ proposal, noSend }) => [proposal.everyDays, noSend])).toEqual([
      [7, false],
      [3, false],
      [7, true],
      [7, false],
      [3, false],
      [7, true],
    ]);
    const world = open(spec);
    expect(createTruth(world, actions)(0, 0)[2]).toBe(0);
    const played = play(world, { policy: () => only(2, 6), days: 21, seed: '1' });
    expect(played.value).toBe(0);
    const alone = open(spec).eventsBetween(START_AT, START_AT + 21 * 86_400_000);
    expect(played.realised).toBeCloseTo(alone.reduce((sum, { worth }) => sum + worth, 0) / 400 / 21, 9);
  });
});

describe('yardsticks', () => {
  const world = open();
  const truth = createTruth(world, ACTIONS);
  const { uniform, bestFixed, bestFixedAction, oracle } = yardsticks(world, ACTIONS, truth);

  test('oracle ≥ the best fixed action ≥ every fixed action, and chance lies between them', () => {
    const fixed = ACTIONS.map((_, action) => {
      let sum = 0;
      for (let index = 0; index < world.size; index++) sum += truth(index, 0)[action]!;
      return sum / world.size;
    });
    expect(bestFixed).toBeCloseTo(Math.max(...fixed), 9);
    expect(ACTIONS[fixed.indexOf(Math.max(...fixed))]!.optionIds).toEqual(bestFixedAction);
    expect(oracle).toBeGreaterThan(bestFixed);
    expect(uniform).toBeCloseTo(fixed.reduce((sum, value) => sum + value, 0) / 4, 9);
    expect(uniform).toBeLessThan(bestFixed);
  });
});

describe('play', () => {
  test('the oracle has no regret and share 1; a fixed action has some; chance has share 0', () => {
    const world = open();
    const truth = createTruth(world, ACTIONS);
    const best: Policy = ({ index }, day) => {
      const values = truth(index, day);
      return only(values.indexOf(Math.max(...values)));
    };
    const oracle = play(world, { policy: best, days: 28, seed: '1' });
    expect(oracle.regret).toBeCloseTo(0, 12);
    expect(oracle.share).toBeCloseTo(1, 12);
    const fixed = ACTIONS.map((_, action) => play(open(), { policy: () => only(action), days: 28, seed: '1' }));
    for (const { regret, value } of fixed) {
      expect(regret).toBeGreaterThan(0);
      expect(value).toBeLessThan(oracle.value);
    }
    expect(Math.abs(play(open(), { policy: byLot, days: 28, seed: '1' }).share)).toBeLessThan(0.1);
    const worst = Math.min(...fixed.map(({ realised }) => realised));
    expect(oracle.realised).toBeGreaterThan(worst);
  });

  test('same seed, same play; another seed draws other actions', () => {
    const once = (seed: string) => play(open(), { policy: byLot, days: 14, seed });
    expect(once('1')).toEqual(once('1'));
    expect(once('2').value).not.toBe(once('1').value);
  });

  test('a policy learns from what ended: every decision once, with its reward and days', () => {
    const seen: PlayedDecision[] = [];
    const played = play(open(), {
      policy: byLot,
      days: 29,
      seed: '1',
      learn: (decisions) => seen.push(...decisions),
    });
    expect(new Set(seen.map(({ exposureDays }) => exposureDays))).toEqual(new Set([7]));
    // Who is due on day 0 ends four decisions by day 28, everybody else three.
    expect(seen.length).toBe(400 * 3 + Math.ceil(400 / 7));
    const perDay = seen.reduce((sum, { reward }) => sum + reward, 0) / (seen.length * 7);
    expect(Math.abs(perDay / played.realised - 1)).toBeLessThan(0.25);
  });

  test('a success that ends the membership of a segment is learned from, and nothing is decided after it', () => {
    const spec = smallWorld(
      ['  - { id: s-1, name: Everybody }\n', ''],
      ['when: { attribute: { member: true } }, leaveAfter', 'leaveAfter'],
      ['outcome: order\n  value: amount', 'outcome: signup\n  value: 5'],
    );
    const world = open(spec);
    const seen: PlayedDecision[] = [];
    play(world, { policy: byLot, days: 42, seed: '1', learn: (decisions) => seen.push(...decisions) });
    const signedUp = world
      .eventsBetween(START_AT, START_AT + 34 * 86_400_000)
      .filter(({ outcome }) => outcome === 'signup');
    const learned = new Map(
      seen.filter(({ reward }) => reward > 0).map((decision) => [decision.player.index, decision]),
    );
    const taught = signedUp.filter(({ index }) => learned.has(index));
    // Who signed up before his first decision taught nothing.
    expect(taught.length).toBeGreaterThan(0.85 * signedUp.length);
    for (const { index } of taught) {
      const own = seen.filter(({ player }) => player.index === index);
      expect(own.at(-1)).toBe(learned.get(index));
    }
  });

  test('sums per kind of customer and action, with a little exploration, come most of the way to the oracle', () => {
    const spec = smallWorld(['customers: 400', 'customers: 2000'], ['rate: 10%', 'rate: 20%']);
    const totals = Array.from({ length: 2 }, () => ACTIONS.map(() => ({ sum: 0, n: 0 })));
    const kindOf = (attributes: Readonly<Record<string, unknown>>): number =>
      Number(attributes['coupons']) >= 5 ? 1 : 0;
    const { share } = play(open(spec), {
      days: 84,
      seed: '1',
      policy({ attributes }) {
        const means = totals[kindOf(attributes)]!.map(({ sum, n }) => (n === 0 ? 0 : sum / n));
        const best = means.indexOf(Math.max(...means));
        return ACTIONS.map((_, action) => 0.05 + (action === best ? 0.8 : 0));
      },
      learn(decisions) {
        for (const { player, action, reward } of decisions) {
          const cell = totals[kindOf(player.attributes)]![action]!;
          cell.sum += reward;
          cell.n += 1;
        }
      },
    });
    expect(share).toBeGreaterThan(0.5);
  });
});
