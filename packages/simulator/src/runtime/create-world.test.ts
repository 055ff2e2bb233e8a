import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { START_AT, smallWorld } from '../small-world.fixture.ts';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { createWorld } from './create-world.ts';
import { DAY_MS } from './fatigue.ts';
import type { Send, World } from './world.ts';

const SPEC = smallWorld();
const open = (spec: WorldSpec = SPEC, seed = '1'): World => createWorld(spec, { seed, startAt: START_AT });

/** A message at `day`, in the morning or evening of Madrid, with one of the offers. */
const send = (day: number, evening = false, offer = 'plain'): Send => ({
  at: START_AT + day * DAY_MS + (evening ? 14 : 2) * 3_600_000,
  properties: { offer, percent: offer === 'cheap' ? 20 : 0, decision_id: 'x' },
  campaign: 'default',
});

/** Everybody gets four messages; customers in the given order, each one's messages in order of time. */
function playFour(world: World, order: readonly number[]): World {
  for (const index of order) {
    for (const day of [1, 3, 8, 20])
      world.receive(index, send(day, (index + day) % 2 === 0, index % 3 === 0 ? 'cheap' : 'plain'));
  }
  return world;
}
const inOrder = (size: number): number[] => Array.from({ length: size }, (_, index) => index);
const allEvents = (world: World) => world.eventsBetween(-Infinity, START_AT + 60 * DAY_MS);

describe('what a customer does depends on the seed, the customer and the messages he got', () => {
  const played = allEvents(playFour(open(), inOrder(400)));

  test('same seed, same events; another seed, others', () => {
    expect(allEvents(playFour(open(), inOrder(400)))).toEqual(played);
    expect(allEvents(playFour(open(SPEC, '2'), inOrder(400)))).not.toEqual(played);
    expect(played.length).toBeGreaterThan(500);
  });

  test('the order in which customers receive plays no part', () => {
    expect(allEvents(playFour(open(), inOrder(400).reverse()))).toEqual(played);
  });

  test('neither does what is asked in between', () => {
    const world = open();
    for (const day of [1, 3, 8, 20]) {
      for (let index = 0; index < 400; index++) {
        world.receive(index, send(day, (index + day) % 2 === 0, index % 3 === 0 ? 'cheap' : 'plain'));
        world.totals(index, START_AT + day * DAY_MS);
        world.expectedValue(index, { properties: {}, hour: 8 });
      }
    }
    expect(allEvents(world)).toEqual(played);
  });

  test('more customers change nobody', () => {
    const larger = open(smallWorld(['customers: 400', 'customers: 600']));
    const events = allEvents(playFour(larger, inOrder(600)));
    expect(events.filter(({ index }) => index < 400)).toEqual(played);
    expect(inOrder(400).map(larger.attributesOf)).toEqual(inOrder(400).map(open().attributesOf));
  });

  test('a further message changes nobody else, and nothing of its recipient before it', () => {
    const world = playFour(open(), inOrder(400));
    world.receive(7, send(25));
    const events = allEvents(world);
    expect(events.filter(({ index }) => index !== 7)).toEqual(played.filter(({ index }) => index !== 7));
    const before = ({ index, at }: { index: number; at: number }): boolean => index === 7 && at < send(25).at;
    expect(events.filter(before)).toEqual(played.filter(before));
  });

  test('an attribute more leaves the others as they were', () => {
    const richer = open(smallWorld(['  member: {', '  height: { uniform: [0, 1] }\n  member: {']));
    for (const index of inOrder(50)) {
      const { height, ...rest } = richer.attributesOf(index);
      expect(rest).toEqual(open().attributesOf(index));
      expect(typeof height).toBe('number');
    }
  });
});

describe('totals and events agree', () => {
  test('at any instant, totals are the events so far', () => {
    const world = playFour(open(), inOrder(400));
    fc.assert(
      fc.property(fc.nat(399), fc.integer({ min: -1, max: 70 }), (index, day) => {
        const now = START_AT + day * DAY_MS;
        const events = world.eventsOf(index, -Infinity, now);
        const { events: custom, purchases } = world.totals(index, now);
        const counted = [...custom, ...purchases].reduce((sum, { count }) => sum + count, 0);
        expect(counted).toBe(events.length);
        expect(purchases.reduce((sum, { revenueCents }) => sum + revenueCents, 0)).toBe(
          Math.round(events.reduce((sum, { amount }) => sum + (amount ?? 0) * 100, 0)),
        );
        for (const { lastAt, firstAt } of [...custom, ...purchases])
          expect(firstAt <= lastAt && lastAt <= now).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  test('what is between two instants is neither lost nor counted twice', () => {
    const world = playFour(open(), inOrder(400));
    const cuts = [-1, 0, 3, 3.5, 10, 60].map((day) => START_AT + day * DAY_MS);
    const pieces = cuts.slice(1).flatMap((to, i) => world.eventsBetween(cuts[i]!, to));
    expect(pieces).toEqual(world.eventsBetween(cuts[0]!, cuts.at(-1)!));
    expect(new Set(pieces.map(({ id }) => id)).size).toBe(pieces.length);
  });

  test('an event carries its fields: from the message, from the customer, drawn; its product is what was offered', () => {
    const world = playFour(open(), inOrder(400));
    const orders = allEvents(world).filter(({ event }) => event === 'purchase');
    const offered = orders.find(({ product }) => product === 'cheap');
    expect(offered?.fields).toMatchObject({ offer: 'cheap', region: world.attributesOf(offered!.index)['region'] });
    expect(['web', 'store']).toContain(offered?.fields['shop']);
    expect(offered?.worth).toBeCloseTo(offered!.amount! - 1, 9);
    const own = orders.find(({ product }) => product === 'other');
    expect(own?.fields['offer']).toBe(null);
    expect(own?.worth).toBe(own?.amount);
  });
});

test('what happens once happens once, and ends the membership of a segment', () => {
  const world = playFour(open(), inOrder(400));
  const end = START_AT + 60 * DAY_MS;
  const signups = allEvents(world).filter(({ outcome }) => outcome === 'signup');
  expect(new Set(signups.map(({ index }) => index)).size).toBe(signups.length);
  const member = signups.find(({ index }) => world.attributesOf(index)['member'] === true)!;
  expect(world.inSegment('s-2', member.index, member.at - 1)).toBe(true);
  expect(world.inSegment('s-2', member.index, member.at)).toBe(false);
  expect(inOrder(400).every((index) => world.inSegment('s-1', index, end))).toBe(true);
  expect(inOrder(400).some((index) => world.inSegment('nobody', index, end))).toBe(false);
});

test('nothing arrives after unsubscribing, and what a customer does by himself goes on', () => {
  const world = open(smallWorld(['unsubscribe: { rate: 1% }', 'unsubscribe: { rate: 60% }']));
  const index = inOrder(400).find((each) => world.receive(each, send(1))?.some(({ kind }) => kind === 'unsubscribe'))!;
  const left = world.unsubscribedAt(index, Infinity)!;
  expect(world.unsubscribedAt(index, left - 1)).toBe(null);
  const before = world.eventsOf(index, -Infinity, START_AT + 90 * DAY_MS);
  expect(world.receive(index, send(10))).toBe(null);
  expect(world.eventsOf(index, -Infinity, START_AT + 90 * DAY_MS)).toEqual(before);
});

test('reactions come after the message in order of time; who answers it has opened and clicked before', () => {
  const world = open();
  let answered = 0;
  for (const index of inOrder(400)) {
    const message = send(1);
    const reactions = world.receive(index, message)!;
    const times = reactions.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every((at) => at > message.at)).toBe(true);
    const response = world.eventsOf(index, message.at, message.at + 30 * DAY_MS);
    const caused = response.filter(({ id }) => id.endsWith(`-${message.at}-0`));
    if (caused.length === 0) continue;
    answered += 1;
    const kinds = reactions.map(({ kind }) => kind);
    expect(kinds).toContain('open');
    expect(kinds).toContain('click');
    expect(reactions.find(({ kind }) => kind === 'click')!.at).toBeLessThanOrEqual(caused[0]!.at);
  }
  expect(answered).toBeGreaterThan(20);
});

test('external ids lead back to their customers, and others to nobody', () => {
  const world = open();
  expect(world.externalId(0)).toBe('sm-00001');
  for (const index of [0, 1, 399]) expect(world.indexOf(world.externalId(index))).toBe(index);
  for (const id of ['sm-00401', 'sm-00000', 'sm-1', 'sm-00001x', 'xx-00001', '', 'sm-'])
    expect(world.indexOf(id)).toBe(-1);
});
