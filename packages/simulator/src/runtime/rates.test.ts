/** The declared rates are what customers do: each against its expectation, within 4 standard errors (p < 1e-4 of a false alarm). */
import { expect, test } from 'vitest';
import { START_AT, smallWorld } from '../small-world.fixture.ts';
import { createWorld } from './create-world.ts';
import { DAY_MS } from './fatigue.ts';
import type { World } from './world.ts';

const N = 3000;
const open = (...replacements: (readonly [string, string])[]): World =>
  createWorld(smallWorld(['customers: 400', `customers: ${N}`], ...replacements), { seed: '11', startAt: START_AT });

/** 08:00 in Madrid, 02:00 in New York; or 14 hours later. */
const at = (day: number, evening = false): number => START_AT + day * DAY_MS + (evening ? 14 : 2) * 3_600_000;
const properties = (percent: number) => ({ offer: percent === 0 ? 'plain' : 'cheap', percent });

function expectCount(count: number, probabilities: readonly number[]): void {
  const mean = probabilities.reduce((sum, p) => sum + p, 0);
  const sd = Math.sqrt(probabilities.reduce((sum, p) => sum + p * (1 - p), 0));
  expect(Math.abs(count - mean) / sd).toBeLessThan(4);
}
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const customers = Array.from({ length: N }, (_, index) => index);
const responses = (world: World, index: number, sentAt: number): number =>
  world.eventsOf(index, sentAt, sentAt + 30 * DAY_MS).filter(({ id }) => id.includes(`order-${sentAt}-`)).length;

test('responses come as often as rate, effects of persona, property and hour, and fatigue say', () => {
  const world = open(['unsubscribe: { rate: 1% }', 'unsubscribe: { rate: 0.001% }']);
  for (const [evening, percent, day, earlier] of [
    [false, 0, 1, 0],
    [true, 20, 10, 0],
    [false, 20, 12, 1],
  ] as const) {
    let count = 0;
    const probabilities = customers.map((index) => {
      const sentAt = at(day, evening);
      world.receive(index, { at: sentAt, properties: properties(percent), campaign: 'default' });
      count += responses(world, index, sentAt);
      const saver = world.personaOf(index) === 'saver';
      // 20:00 in Madrid is 14:00 in New York: there the evening's effect does not apply.
      const spends = !saver && evening && world.timeZoneOf(index) === 'Europe/Madrid';
      return logistic(Math.log(0.1 / 0.9) + (saver ? 1.2 * (percent / 20) : 0) + (spends ? 0.8 : 0) - 0.5 * earlier);
    });
    expectCount(count, probabilities);
  }
});

test('what customers do by themselves comes at the declared rate, and changes on the day it should', () => {
  const world = open();
  for (const [from, to, factor] of [
    [0, 20, 1],
    [20, 40, 0.5],
  ] as const) {
    const events = world.eventsBetween(START_AT + from * DAY_MS, START_AT + to * DAY_MS);
    const count = events.filter(({ outcome }) => outcome === 'order').length;
    const mean = customers.reduce(
      (sum, index) => sum + 0.02 * (world.personaOf(index) === 'spender' ? 2 : 1) * (to - from) * factor,
      0,
    );
    expect(Math.abs(count - mean) / Math.sqrt(mean)).toBeLessThan(4);
  }
});

test('delays are exponential, cut at the window: their mean is what calculus says', () => {
  const world = open(['background: { perDay: 0.02', 'background: { perDay: 0.0001']);
  const delays = customers.flatMap((index) => {
    world.receive(index, { at: at(1), properties: properties(20), campaign: 'default' });
    return world
      .eventsOf(index, at(1), at(1) + 30 * DAY_MS)
      .flatMap((event) => (event.id.includes(`order-${at(1)}`) ? [(event.at - at(1)) / DAY_MS] : []));
  });
  // Mean of an exponential with mean 1 given that it is below 5: 1 − 5 / (e⁵ − 1).
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  expect(Math.abs(mean - (1 - 5 / (Math.exp(5) - 1))) / Math.sqrt(1 / delays.length)).toBeLessThan(4);
  expect(Math.max(...delays)).toBeLessThanOrEqual(5);
});

test('the true expected value is what messages bring on average, costs included', () => {
  const world = open(
    ['background: { perDay: 0.02', 'background: { perDay: 0.0000001'],
    ['unsubscribe: { rate: 1% }', 'unsubscribe: { rate: 0.001% }'],
  );
  const proposal = { properties: properties(20), campaign: 'default', everyDays: 10 };
  const worths = customers.map((index) => {
    world.receive(index, { at: at(1), ...proposal });
    const hour = world.timeZoneOf(index) === 'Europe/Madrid' ? 8 : 2;
    const expected = world.expectedValue(index, { ...proposal, hour }) * 10;
    const earned = world.eventsOf(index, at(1), at(1) + 30 * DAY_MS).reduce((sum, { worth }) => sum + worth, 0);
    return earned - world.costOf(index, { ...proposal, hour }) - expected;
  });
  const mean = worths.reduce((sum, x) => sum + x, 0) / N;
  const sd = Math.sqrt(worths.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / N);
  expect(Math.abs(mean) / (sd / Math.sqrt(N))).toBeLessThan(4);
});

test('personas, categories, booleans and missing values come in their shares', () => {
  const world = open();
  const share = (holds: (index: number) => boolean): number => customers.filter(holds).length;
  expectCount(
    share((index) => world.personaOf(index) === 'saver'),
    customers.map(() => 0.5),
  );
  expectCount(
    share((index) => world.attributesOf(index)['region'] === null),
    customers.map(() => 0.1),
  );
  expectCount(
    share((index) => world.attributesOf(index)['region'] === 'north'),
    customers.map(() => 0.9 * 0.75),
  );
  expectCount(
    share((index) => world.attributesOf(index)['member'] === true),
    customers.map(() => 0.3),
  );
  expectCount(
    share((index) => Number(world.attributesOf(index)['basket']) > 40),
    customers.map(() => 0.5),
  );
});
