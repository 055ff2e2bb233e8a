/**
 * A world at work: customers who answer messages. What a customer does depends on the seed, the customer and the messages
 * he got; other customers, the order of calls and what was asked in between change nothing.
 */
import type { Instant } from '@fitly/core/terms';
import type { WorldSpec } from '../world-file/world-schema.ts';
import { type BackgroundLaw, backgroundLaws, dayOfWorld } from './background.ts';
import { costsOf } from './costs.ts';
import { type Customer, createCustomers } from './customer.ts';
import { expectedValueOf } from './expected-value.ts';
import { fatigueOf } from './fatigue.ts';
import { History } from './history.ts';
import { createLocalHours } from './local-hour.ts';
import { holdsFor, type Occasion } from './occasion.ts';
import { reactTo } from './reactions.ts';
import { type Message, respondTo } from './response.ts';
import { worldKey } from './streams.ts';
import { totalsOf } from './totals.ts';
import type { Proposal, Send, World, WorldEvent } from './world.ts';

export function createWorld(spec: WorldSpec, { seed, startAt }: { seed: string; startAt: Instant }): World {
  const key = worldKey(spec.name, seed);
  const customers = createCustomers(spec, key);
  const fatigue = fatigueOf(spec.messages.fatigue);
  const respond = respondTo(spec, key);
  const react = reactTo(spec, key);
  const expected = expectedValueOf(spec, fatigue);
  const costs = costsOf(spec.reward.costs);
  const localHour = createLocalHours();
  const historyOf = createHistories(spec, backgroundLaws(spec, key, startAt), customers);
  const segments = new Map(spec.segments.map((segment) => [segment.id, segment]));
  const externalId = (index: number): string => `${spec.idPrefix}${String(index + 1).padStart(5, '0')}`;

  const occasionOf = (index: number, { at, properties, ...via }: Send): Occasion => ({
    properties,
    ...channelOf(spec, via),
    hour: localHour(at, customers(index).timeZone),
    day: dayOfWorld(at, startAt),
  });
  const eventsOf = (index: number, from: Instant, to: Instant): WorldEvent[] => {
    const named = { index, externalId: externalId(index) };
    return historyOf(index)
      .between(from, to)
      .map((event) => ({ ...event, ...named, id: `${named.externalId}-${event.id}` }));
  };

  return {
    spec,
    seed,
    startAt,
    size: spec.customers,
    externalId,
    indexOf: (id) => numberIn(id, spec, externalId),
    attributesOf: (index) => customers(index).attributes,
    timeZoneOf: (index) => customers(index).timeZone,
    personaOf: (index) => customers(index).persona,
    receive(index, send) {
      const history = historyOf(index);
      if (send.at >= history.unsubscribedAt) return null;
      const customer = customers(index);
      const occasion = occasionOf(index, send);
      const weariness = fatigue.after(customer, occasion, history.sentAt, send.at);
      const order = history.sentAt.filter((at) => at === send.at).length;
      const source = { at: send.at, order };
      const message: Message = { occasion, at: send.at, source, shift: weariness.response };
      const events = respond(customer, message);
      const outcomeAt = events.length === 0 ? null : Math.min(...events.map(({ at }) => at));
      const reactions = react(customer, message, weariness.unsubscribe, outcomeAt);
      history.add(events);
      history.sentAt.push(send.at);
      const left = reactions.find(({ kind }) => kind === 'unsubscribe');
      if (left !== undefined) history.unsubscribedAt = Math.min(left.at, history.unsubscribedAt);
      return reactions;
    },
    unsubscribedAt(index, now) {
      const { unsubscribedAt } = historyOf(index);
      return unsubscribedAt <= now ? unsubscribedAt : null;
    },
    inSegment(id, index, now) {
      const segment = segments.get(id);
      if (segment === undefined || !holdsFor(segment.when, customers(index))) return false;
      return !historyOf(index).hasDone(segment.leaveAfter, now);
    },
    totals: (index, now) => totalsOf(historyOf(index).between(-Infinity, now)),
    eventsOf,
    eventsBetween(from, to) {
      const all = Array.from({ length: spec.customers }, (_, index) => eventsOf(index, from, to)).flat();
      return all.sort((a, b) => a.at - b.at || a.index - b.index);
    },
    expectedValue: (index, proposal) =>
      expected(customers(index), occasionIn(spec, proposal), proposal.everyDays ?? spec.every),
    costOf: (index, proposal) => costs(customers(index), occasionIn(spec, proposal)).perSend,
  };
}

function createHistories(spec: WorldSpec, laws: readonly BackgroundLaw[], customers: (index: number) => Customer) {
  const once = new Set(Object.keys(spec.outcomes).filter((name) => spec.outcomes[name]!.once));
  const histories: History[] = [];
  return (index: number): History => {
    histories[index] ??= new History(
      laws.map((law) => law.begin(customers(index))),
      once,
    );
    return histories[index];
  };
}

const occasionIn = (spec: WorldSpec, { properties, hour, day = 0, ...via }: Proposal): Occasion => ({
  properties,
  ...channelOf(spec, via),
  hour,
  day,
});

/** A campaign brings its channel with it. */
function channelOf(spec: WorldSpec, via: { readonly campaign?: string | null; readonly channel?: string | null }) {
  const campaign = via.campaign ?? null;
  const channel = via.channel ?? (campaign === null ? null : (spec.campaigns[campaign]?.channel ?? null));
  return { campaign, channel };
}

function numberIn(id: string, { idPrefix, customers }: WorldSpec, externalId: (index: number) => string): number {
  const index = Number(id.slice(idPrefix.length)) - 1;
  const known = Number.isSafeInteger(index) && index >= 0 && index < customers;
  return known && externalId(index) === id ? index : -1;
}
