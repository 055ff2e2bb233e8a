/**
 * Enrolled customers who are in none of the audience's segments any more: a segment export does not tell of them, and a success
 * may be why they left (who renews is not "up for renewal"). They are read one by one, so that what they do still counts for
 * their group.
 */
import { broughtAttributes, engagementInstant } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AllowList } from '@fitly/core/ports';
import type { CustomerKey } from '@fitly/core/terms';
import { dayNumber } from '@fitly/core/time';
import { customerKey, open, sealedIds } from '@fitly/store';
import { eventSwitch } from '../importing/event-source.ts';
import { sealedOf } from '../sending/recipients.ts';
import { type MemberRules, toMember } from './audience-snapshot.ts';
import type { AudienceMember, AudienceTable } from './audience-table.ts';
import type { RunContext } from './run-context.ts';
import { stopIfAsked } from './stop.ts';

/** Braze takes 50 ids a request and 250 requests a minute: this many are a minute's work. More take turns by day. */
const MOST_PER_RUN = 12_500;
const IDS_PER_REQUEST = 50;

export interface Leavers {
  /** How many were put into the audience. */
  readonly read: number;
  /** Why nobody could be asked; null when they could. */
  readonly refused: string | null;
}

/** Puts in whoever of the enrolled is not there. Nobody where events come by import or feed, which tell of everybody. */
export async function readLeavers(context: RunContext, audience: AudienceTable, rules: MemberRules): Promise<Leavers> {
  const isTold = engagementInstant(context.agent) !== null;
  if (isTold || (await eventSwitch(context.store.state.db, context.agent)) !== null) {
    return { read: 0, refused: null };
  }
  const absent = (await context.enrolled()).customerKeys.filter((key) => !audience.has(key));
  let read = 0;
  try {
    for (const keys of inRequests(turnOf(absent, context))) {
      for (const member of await readProfiles(context, keys, rules)) {
        audience.put(member);
        read += 1;
      }
      context.tell('intake', audience.size, null, 'customers');
      stopIfAsked(context.signal);
    }
  } catch (error) {
    // A key without users.export.ids can still run an agent: those customers count as missing, and the report says so.
    if (!(error instanceof FitlyError) || error.code !== 'braze_refused') throw error;
    return { read, refused: error.message };
  }
  return { read, refused: null };
}

/** All of them, or another part every day. */
function turnOf(absent: readonly CustomerKey[], { day }: RunContext): readonly CustomerKey[] {
  if (absent.length <= MOST_PER_RUN) return absent;
  const parts = Math.ceil(absent.length / MOST_PER_RUN);
  // By the key itself, so that a turn does not depend on who else has left.
  return absent.filter((key) => Number.parseInt(key.slice(0, 8), 16) % parts === dayNumber(day) % parts);
}

const inRequests = (keys: readonly CustomerKey[]): CustomerKey[][] =>
  Array.from({ length: Math.ceil(keys.length / IDS_PER_REQUEST) }, (_, i) =>
    keys.slice(i * IDS_PER_REQUEST, (i + 1) * IDS_PER_REQUEST),
  );

async function readProfiles(
  context: RunContext,
  keys: readonly CustomerKey[],
  rules: MemberRules,
): Promise<AudienceMember[]> {
  const { agent, store, messaging } = context;
  const allow: AllowList = {
    attributes: broughtAttributes(agent.context).map((each) => each.attribute),
    events: [agent.success.event, ...rules.stages],
  };
  const sealed = await sealedIds(store.state.db, keys);
  const externalIds = keys.map((key) => open(store.keys, key, sealedOf(sealed, key)));
  const customers = await messaging.exportCustomers(externalIds, allow);
  return customers.map((customer) => {
    const key = customerKey(store.keys, customer.externalId);
    return { ...toMember(customer, key, rules).member, inSegments: false };
  });
}
