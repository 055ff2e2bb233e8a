/**
 * Sends in doubt, settled from Braze: when a look is due, the marker of each recipient is read back, what that proves is written
 * into the ledger, and who is proved to have got nothing goes out once more, in a batch of their own.
 */
import { textColumn } from '@fitly/core/data';
import { decisionIdOf } from '@fitly/core/decide';
import {
  afterLook,
  markerOf,
  nextLookAt,
  type OpenDoubt,
  openDoubts,
  type SettledDoubt,
  smallestGap,
} from '@fitly/core/dispatch';
import { keyedHex, sipKey } from '@fitly/core/math';
import type { CustomerKey, Day, DecisionId, Instant } from '@fitly/core/terms';
import { addDays, dayNumber, dayOf } from '@fitly/core/time';
import {
  addBatches,
  finishLooks,
  type LedgerBatch,
  lastPosition,
  markRepeated,
  type SettledMember,
  settleMembers,
} from '@fitly/store';
import { readChoices } from '../daily-loop/decision-log.ts';
import type { RunContext } from '../daily-loop/run-context.ts';
import { forgottenThrough } from './high-water-mark.ts';
import { lookAtDoubts } from './look-at-doubts.ts';

/** Of a batch that may have left before the database was restored from a backup. */
export const RESTORED = 'restored';

const HOUR_MS = 3_600_000;

/** The instant of the next look; null: nothing is open, or this agent does not read back. */
export function nextLook(context: RunContext, batches: readonly LedgerBatch[], now: Instant): Instant | null {
  if (context.agent.delivery.readBack !== true) return null;
  const instants = openDoubts(batches).map((doubt) => nextLookAt(doubt, now));
  return instants.length === 0 ? null : Math.min(...instants);
}

/** Makes every look that is due by `now`. */
export async function settleDoubts(context: RunContext, batches: readonly LedgerBatch[], now: Instant): Promise<void> {
  const { store, messaging, agent } = context;
  const due = openDoubts(batches).filter((doubt) => nextLookAt(doubt, now) <= now);
  const customerOf = await customersOf(context);
  const known = due.filter(({ decisionId }) => customerOf.has(decisionId));
  const laterIds = await forgottenIds(context, now);
  const doubts = known.map(({ decisionId }) => {
    const customerKey = customerOf.get(decisionId)!;
    return { decisionId, customerKey, overwrittenBy: laterIds(customerKey) };
  });
  const { answers } = await lookAtDoubts({ store, messaging, attribute: markerOf(agent.name), doubts });
  const at = await context.clock.now();
  const settled = due.flatMap((doubt) => {
    const after = afterLook(doubt, answers.get(doubt.decisionId) ?? 'could_not_be_read', at);
    return after === null ? [] : [after];
  });
  const last = await lastPosition(store.state.db, agent.name, context.day);
  const repeats = repeatsOf(context, batches, settled, { at, last });
  const reasonFor = reasons(batches, new Set(repeats.flatMap(({ decisionIds }) => decisionIds)));
  await store.state.transaction(async (tx) => {
    await settleMembers(
      tx,
      settled.map((one) => memberOf(one, reasonFor(one))),
      at,
    );
    await finishLooks(tx, [...new Set(due.filter(({ queued }) => queued).map(({ batchKey }) => batchKey))]);
    await addBatches(tx, repeats, at);
    for (const { repeats: batchKey, batchKey: repeat, decisionIds } of repeats) {
      await markRepeated(tx, { batchKey, repeat, decisionIds });
    }
  });
}

/**
 * Ids of decisions for a customer on later days of which a restored database knows nothing: their markers would stand where that of
 * the day stood. None where it remembers everything, since a later day is run only once this one is finished. Up to today, since the mark that tells of forgotten days may have been given by hand.
 */
async function forgottenIds(
  { store, agent, day, installation }: RunContext,
  now: Instant,
): Promise<(customerKey: CustomerKey) => DecisionId[]> {
  const through = await forgottenThrough(store.state.db, agent.name);
  const key = sipKey(store.keys.decisionId);
  const last = through === null ? day : latestDay(through, dayOf(now, agent.timeZone));
  const days = Array.from({ length: dayNumber(last) - dayNumber(day) }, (_, n) => addDays(day, n + 1));
  return (customerKey) =>
    days.map((later) => decisionIdOf(key, { installation, agent: agent.name, customerKey, day: later }));
}

const latestDay = (a: Day, b: Day): Day => (a > b ? a : b);

/** Of everybody who was decided for on the run's day. */
export async function customersOf(context: RunContext): Promise<ReadonlyMap<DecisionId, CustomerKey>> {
  const decisions = await readChoices(context, context.day);
  const keys = textColumn(decisions, 'customer_key');
  return new Map(textColumn(decisions, 'decision_id').map((id, row) => [id as DecisionId, keys[row] as CustomerKey]));
}

type Outcome = Pick<SettledMember, 'state' | 'reason'>;

/** Why a member ends as it does, and what "sent" means of something that the database had forgotten. */
function reasons(batches: readonly LedgerBatch[], repeated: ReadonlySet<DecisionId>): (one: SettledDoubt) => Outcome {
  const byKey = new Map(batches.map((batch) => [batch.batchKey, batch]));
  return ({ doubt, state }) => {
    const { reason } = doubt;
    switch (state) {
      case 'confirmed_sent':
        // What was sent may have been chosen otherwise than this decision says: it counts, and does not train.
        return reason === RESTORED ? { state: 'expired', reason: 'sent_before_restore' } : { state, reason: null };
      case 'confirmed_absent': {
        if (repeated.has(doubt.decisionId)) return { state, reason: null };
        return { state, reason: byKey.get(doubt.batchKey)?.repeats === null ? 'absent_too_late' : 'absent_twice' };
      }
      case 'customer_gone':
        return { state, reason: 'customer_gone' };
      default:
        return { state, reason: reason ?? 'queued_and_absent' };
    }
  };
}

const memberOf = ({ doubt, looks }: SettledDoubt, { state, reason }: Outcome): SettledMember => ({
  batchKey: doubt.batchKey,
  decisionId: doubt.decisionId,
  // A member that is settled at its first look was open for an instant.
  from: doubt.state,
  state,
  reason,
  looks,
  doubtAt: doubt.doubtAt,
});

/** One batch for the absent members of each batch, while there is time: what is itself a repeat is not tried a third time. */
function repeatsOf(
  context: RunContext,
  batches: readonly LedgerBatch[],
  settled: readonly SettledDoubt[],
  { at, last }: { readonly at: Instant; readonly last: number },
) {
  const absent = new Set(settled.filter(({ state }) => state === 'confirmed_absent').map(({ doubt }) => nameOf(doubt)));
  const horizonMs = smallestGap(context.agent).retryHorizonHours * HOUR_MS;
  return batches
    .filter((batch) => batch.repeats === null && at - batch.sendAt <= horizonMs)
    .map((batch) => ({ batch, ids: batch.decisionIds.filter((id) => absent.has(`${batch.batchKey} ${id}`)) }))
    .filter(({ ids }) => ids.length > 0)
    .map(({ batch, ids }, index) => ({
      batchKey: keyedHex(sipKey(context.store.keys.decisionId), 'repeat', batch.batchKey, ...ids),
      agent: batch.agent,
      day: batch.day,
      request: batch.request,
      targetId: batch.targetId,
      content: batch.content,
      sendAt: batch.sendAt,
      position: last + 1 + index,
      decisionIds: ids,
      withheld: null,
      repeats: batch.batchKey,
    }));
}

const nameOf = ({ batchKey, decisionId }: OpenDoubt): string => `${batchKey} ${decisionId}`;
