import { expect, test } from 'vitest';
import { createWorld } from './runtime/create-world.ts';
import type { World } from './runtime/world.ts';
import { sandboxPeople } from './sandbox-audience.ts';
import { START_AT, smallWorld } from './small-world.fixture.ts';
import type { WorldSpec } from './world-file/world-schema.ts';

const open = (spec: WorldSpec = smallWorld(), seed = '1', startAt = START_AT): World =>
  createWorld(spec, { seed, startAt });
const SEND = {
  channel: 'email',
  campaignId: 'c-1',
  canvasId: null,
  properties: { offer: 'cheap', percent: 20 },
} as const;
const LATER = START_AT + 30 * 86_400_000;

test('a message of the sandbox is the message of the world: same reactions, same events, same totals', () => {
  const world = open();
  const { audience } = sandboxPeople(open());
  for (let index = 0; index < world.size; index++) {
    const reactions = world.receive(index, { at: START_AT, properties: SEND.properties, campaign: 'default' });
    expect(audience.receive(index, START_AT, SEND)).toEqual(reactions);
    expect(audience.totals(index, LATER)).toEqual(world.totals(index, LATER));
    const events = world.eventsOf(index, START_AT - 1, LATER);
    const activity = audience.activity(index, START_AT - 1, LATER);
    expect(activity.map(({ at, name }) => [at, name])).toEqual(
      events.map(({ at, event, product }) => [at, product ?? event]),
    );
  }
});

test('segments and campaigns are those of the file, by id', () => {
  const world = open();
  const { segments, campaigns } = sandboxPeople(world);
  expect(segments.map(({ id }) => id)).toEqual(['s-1', 's-2']);
  expect(campaigns).toEqual([
    { id: 'c-1', name: 'small: default', messages: [{ id: 'c-1-1', name: 'Variation 1', channel: 'email' }] },
  ]);
  for (const index of [0, 1, 2, 3]) {
    expect(segments[1]!.members(index, START_AT)).toBe(world.attributesOf(index)['member'] === true);
  }
});

test('a profile shows attributes that are known, and who has unsubscribed; it leaves the rest to the sandbox', () => {
  const world = open(smallWorld(['unsubscribe: { rate: 1% }', 'unsubscribe: { rate: 60% }']));
  const { audience } = sandboxPeople(world);
  expect(audience.constant).toBe(false);
  const index = Array.from({ length: 400 }, (_, each) => each).find((each) =>
    audience.receive(each, START_AT, SEND)!.some(({ kind }) => kind === 'unsubscribe'),
  )!;
  expect(audience.profileField(index, 'email_subscribe', START_AT)).toBe('subscribed');
  expect(audience.profileField(index, 'email_subscribe', LATER)).toBe('unsubscribed');
  expect(audience.receive(index, LATER, SEND)).toEqual([]);
  expect(audience.profileField(index, 'first_name', LATER)).toBe(undefined);
  const unknown = Array.from({ length: 400 }, (_, each) => each).find(
    (each) => world.attributesOf(each)['region'] === null,
  )!;
  expect(Object.keys(audience.attributes(unknown, LATER))).toEqual(['coupons', 'basket', 'member']);
});

test('a world without reactions leaves them to the sandbox, and its profiles never change', () => {
  const messages = '  open: { rate: 30% }\n  click: { rate: 20% }\n  unsubscribe: { rate: 1% }\n';
  const { audience } = sandboxPeople(open(smallWorld([messages, ''])));
  expect(audience.constant).toBe(true);
  expect(audience.receive(0, START_AT, SEND)).toBe(null);
});

test('the fingerprint names all that the past depends on', () => {
  const of = (world: World): string => sandboxPeople(world).audience.fingerprint;
  expect(of(open())).toBe(of(open()));
  const others = [
    open(smallWorld(), '2'),
    open(smallWorld(), '1', START_AT + 1),
    open(smallWorld(['rate: 10%', 'rate: 11%'])),
  ];
  expect(new Set([open(), ...others].map(of)).size).toBe(4);
});
