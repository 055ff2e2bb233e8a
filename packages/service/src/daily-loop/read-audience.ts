/**
 * The members of an agent's segments, exported from Braze and combined: in any of `anyOf`, in all of `allOf`, in none of
 * `noneOf`. The raw external id lives for one line of this loop: it is hashed, sealed for sending, and gone.
 */
import { broughtAttributes } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type { AllowList } from '@fitly/core/ports';
import type { CustomerKey } from '@fitly/core/terms';
import { customerKey, pseudonymOf, seal } from '@fitly/store';
import { createKeyIndex, type KeyIndex } from '../feeds/key-index.ts';
import { erasedCheck } from '../privacy/erased-check.ts';
import { createValueGuard } from '../privacy/value-guard.ts';
import { type MemberRules, toMember } from './audience-snapshot.ts';
import { type AudienceTable, createAudienceTable } from './audience-table.ts';
import type { RunContext } from './run-context.ts';
import { exportedStages } from './stage-totals.ts';
import { stopIfAsked } from './stop.ts';

interface SealedCustomer {
  readonly customerKey: CustomerKey;
  readonly sealed: Uint8Array;
  readonly timeZone: string | null;
}

export interface AudienceRead {
  readonly members: AudienceTable;
  /** Members who are not enrolled yet. */
  readonly sealed: readonly SealedCustomer[];
  /** Values of the wrong type, treated as missing. */
  readonly unusable: number;
  /** How the rows were made. Values that look personal are not in them. */
  readonly rules: MemberRules;
}

/** Throws `audience_empty` when nobody is left: a wrong segment must not look like a quiet day. */
export async function readAudience(context: RunContext): Promise<AudienceRead> {
  const { anyOf, allOf, noneOf } = context.agent.audience.segments;
  // Attributes come once, with the segments of which one is enough; of the others only who is in them matters.
  const full = anyOf.length > 0 ? anyOf : allOf.slice(0, 1);
  const { members, known, ...read } = await readMembers(context, full);
  // Somebody enrolled stays, since what they do still counts; anybody else is none of the agent's business.
  const leaveOut = (key: CustomerKey): void => members.leaveOut(key, known.placeOf(key) >= 0);
  for (const segment of anyOf.length > 0 ? allOf : allOf.slice(1)) {
    const ids = await readIds(context, segment);
    for (const key of members.keys()) if (!ids.has(key)) leaveOut(key);
  }
  for (const segment of noneOf) for (const key of await readIds(context, segment)) leaveOut(key);
  if (!members.hasMembers()) throw nobody([...anyOf, ...allOf], noneOf);
  const sealed = [...read.sealed.values()].filter((each) => members.has(each.customerKey));
  return { members, sealed, unusable: read.unusable, rules: read.rules };
}

interface Members {
  /** Enrolled already. */
  readonly known: KeyIndex;
  readonly members: AudienceTable;
  readonly sealed: Map<string, SealedCustomer>;
  readonly rules: MemberRules;
  unusable: number;
}

async function readMembers(context: RunContext, segments: readonly string[]): Promise<Members> {
  const { agent, store } = context;
  const allow: AllowList = {
    attributes: broughtAttributes(agent.context).map((each) => each.attribute),
    events: [agent.success.event, ...exportedStages(agent)],
  };
  const known = createKeyIndex();
  for (const key of (await context.enrolled()).customerKeys) known.place(key);
  const erased = await erasedCheck(store);
  const members = createAudienceTable(agent.context);
  const read: Members = { known, members, sealed: new Map(), rules: memberRules(context), unusable: 0 };
  for (const segment of segments) {
    for await (const chunk of membersOf(context, segment, allow)) {
      for (const customer of chunk) {
        const key = customerKey(store.keys, customer.externalId);
        if (erased(key)) continue;
        const result = toMember(customer, key, read.rules);
        if (members.put(result.member)) read.unusable += result.unusable.length;
        if (known.placeOf(key) >= 0) continue;
        const sealed = seal(store.keys, key, customer.externalId);
        read.sealed.set(key, { customerKey: key, sealed, timeZone: customer.timeZone });
      }
      context.tell('intake', members.size, null, 'customers');
      stopIfAsked(context.signal);
    }
  }
  return read;
}

const memberRules = ({ agent, store }: RunContext): MemberRules => ({
  attributes: agent.context,
  event: agent.success.event,
  stages: exportedStages(agent),
  guard: createValueGuard(agent.context),
  pseudonym: (name) => pseudonymOf(store.keys, name),
});

/** A segment that is refused is named: a code of the other side tells nobody which line of the file is wrong. */
async function* membersOf({ messaging, agent }: RunContext, segment: string, allow: AllowList) {
  try {
    yield* messaging.exportSegment(segment, allow);
  } catch (error) {
    if (!(error instanceof FitlyError) || error.code !== 'braze_refused') throw error;
    const { connection } = agent.delivery;
    throw new FitlyError(
      'braze_refused',
      `the segment ${segment} could not be exported from "${connection}": ${error.message}`,
      {
        next: 'check audience.segments against the segments of that connection (fitly braze segments); those of an example exist only in its own sandbox: fitly demo --example NAME',
        cause: error,
      },
    );
  }
}

async function readIds(context: RunContext, segment: string): Promise<Set<CustomerKey>> {
  const ids = new Set<CustomerKey>();
  for await (const chunk of membersOf(context, segment, { attributes: [], events: [] })) {
    for (const customer of chunk) ids.add(customerKey(context.store.keys, customer.externalId));
    stopIfAsked(context.signal);
  }
  return ids;
}

function nobody(included: readonly string[], excluded: readonly string[]): FitlyError {
  const [first] = included;
  const what =
    included.length === 1 && excluded.length === 0
      ? `the segment ${first} has no members`
      : `nobody is in the combination of the segments ${included.join(', ')}${excluded.length === 0 ? '' : ` without ${excluded.join(', ')}`}`;
  return new FitlyError('audience_empty', `${what}, so there is nobody to decide for`, {
    next: 'check audience.segments in the agent file against the segments in Braze, then run again',
  });
}
