/**
 * The users of a state file. What they did before is given; after a message they may visit (custom event `visit`) and then
 * buy (product `item`), by the rates of the file.
 */
import { ln, type SipKey, sipHash128, uniform } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import { parseIso } from '../rest/iso-time.ts';
import type { StateUser } from '../state-file/schema.ts';
import { addEvent, addPurchase, mergeEvents, mergePurchases } from '../users/written.ts';
import type { Activity, Audience, EventTotal, PurchaseTotal } from './audience.ts';

export interface Behaviour {
  /** Of messages received. */
  readonly visit: number;
  /** Of visits. */
  readonly purchase: number;
  readonly priceCents: number;
}

const HOUR_MS = 3_600_000;
const MEAN_DELAY_MS = 12 * HOUR_MS;
const BUYS_AFTER_MS = 10 * 60_000;
const KEY: SipKey = sipHash128([0, 0, 0, 0], new TextEncoder().encode('listed audience'));

export function listedAudience(users: readonly StateUser[], zone: string, behaviour: Behaviour): Audience {
  const byId = new Map(users.map(({ external_id }, index) => [external_id, index]));
  const before = users.map(totalsBefore);
  const done: Activity[][] = users.map(() => []);
  const attributes = users.map(({ custom_attributes }) => custom_attributes ?? {});
  const until = (index: number, at: Instant): readonly Activity[] =>
    done[index]!.filter((activity) => activity.at <= at);
  return {
    fingerprint: fingerprintOf(users, behaviour),
    size: users.length,
    constant: true,
    externalId: (index) => users[index]!.external_id,
    find: (externalId) => byId.get(externalId) ?? -1,
    timeZone: (index) => users[index]!.time_zone ?? zone,
    profileField: (index, field) => fieldOf(users[index]!, field),
    attributes: (index) => attributes[index]!,
    totals(index, at) {
      const { events, purchases } = totalsOf(until(index, at));
      const given = before[index]!;
      return {
        events: mergeEvents(
          given.events.filter(({ firstAt }) => firstAt <= at),
          events,
        ),
        purchases: mergePurchases(
          given.purchases.filter(({ firstAt }) => firstAt <= at),
          purchases,
        ),
      };
    },
    receive(index, at, { dispatchId }) {
      const name = `${dispatchId} ${users[index]!.external_id}`;
      if (uniform(KEY, 'visit', name) >= behaviour.visit) return null;
      const visitAt = at + Math.floor(-MEAN_DELAY_MS * ln(1 - uniform(KEY, 'delay', name)));
      done[index]!.push({ kind: 'event', at: visitAt, name: 'visit' });
      if (uniform(KEY, 'purchase', name) < behaviour.purchase) {
        done[index]!.push({ kind: 'purchase', at: visitAt + BUYS_AFTER_MS, name: 'item', cents: behaviour.priceCents });
      }
      return null;
    },
    activity: (index, from, to) =>
      until(index, to)
        .filter(({ at }) => at > from)
        .sort((a, b) => a.at - b.at),
  };
}

const NOT_FIELDS: readonly string[] = ['external_id', 'custom_attributes', 'custom_events', 'purchases', 'time_zone'];
/** What the sandbox invents where a file leaves it out; an e-mail address it does not. */
const OPEN: readonly string[] = ['braze_id', 'random_bucket', 'email_subscribe', 'time_zone'];

function fieldOf(user: StateUser, field: string): unknown {
  const value = NOT_FIELDS.includes(field) ? undefined : Reflect.get(user, field);
  return value ?? (OPEN.includes(field) ? undefined : null);
}

function totalsBefore({ custom_events = [], purchases = [] }: StateUser): {
  readonly events: readonly EventTotal[];
  readonly purchases: readonly PurchaseTotal[];
} {
  const total = ({ name, first, last, count }: (typeof custom_events)[number]): EventTotal => ({
    name,
    count,
    firstAt: parseIso(first)!.at,
    lastAt: parseIso(last)!.at,
  });
  return {
    events: custom_events.map(total),
    purchases: purchases.map((item) => ({ ...total(item), revenueCents: Math.round(item.revenue * 100) })),
  };
}

function totalsOf(activities: readonly Activity[]): {
  readonly events: Map<string, EventTotal>;
  readonly purchases: Map<string, PurchaseTotal>;
} {
  const events = new Map<string, EventTotal>();
  const purchases = new Map<string, PurchaseTotal>();
  for (const activity of activities) {
    if (activity.kind === 'event') addEvent(events, activity.name, activity.at);
    else addPurchase(purchases, { ...activity, quantity: 1 });
  }
  return { events, purchases };
}

const fingerprintOf = (users: readonly StateUser[], behaviour: Behaviour): string =>
  sipHash128(KEY, new TextEncoder().encode(JSON.stringify([users, behaviour])))
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('');
