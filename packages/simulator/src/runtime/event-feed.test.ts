import { expect, test } from 'vitest';
import { START_AT, smallWorld } from '../small-world.fixture.ts';
import { createWorld } from './create-world.ts';
import { eventFeed } from './event-feed.ts';
import type { WorldEvent } from './world.ts';

test('a feed has a row for every event, with a column for every field', () => {
  const world = createWorld(smallWorld(), { seed: '1', startAt: START_AT });
  world.receive(0, { at: START_AT, properties: { offer: 'cheap', percent: 20 } });
  const events = world.eventsBetween(-Infinity, START_AT + 10 * 86_400_000);
  const lines = eventFeed(events).trimEnd().split('\n');
  expect(lines[0]).toBe('external_id,event,at,amount,id,offer,region,shop');
  expect(lines.length).toBe(events.length + 1);
  const [first] = events;
  const { externalId, event, at, id, amount, fields } = first!;
  expect(lines[1]).toBe(
    [externalId, event, new Date(at).toISOString(), amount, id, '', fields['region'] ?? '', fields['shop']].join(','),
  );
});

test('the hidden persona and the worth stay out, and awkward texts are quoted', () => {
  const event: WorldEvent = {
    index: 0,
    externalId: 'sm-00001',
    outcome: 'order',
    event: 'signed_up',
    product: null,
    at: START_AT,
    amount: null,
    fields: { note: 'a "b", c', worth: null, at: 'other' },
    worth: 5,
    id: 'e',
  };
  expect(eventFeed([event])).toBe(
    'external_id,event,at,amount,id,note,worth\nsm-00001,signed_up,2026-03-02T05:00:00.000Z,,e,"a ""b"", c",\n',
  );
  expect(eventFeed([])).toBe('external_id,event,at,amount,id\n');
});
