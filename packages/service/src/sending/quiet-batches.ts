/**
 * The last look at the clock before a request leaves. Send instants are never quiet when they are decided, so this concerns what
 * is late: after an outage, a stop or a doubt it may be night where the customer lives, and then the message is not sent.
 */
import { hasQuietTimes, quietReasons } from '@fitly/core/decide';
import type { CustomerKey, Instant } from '@fitly/core/terms';
import { resolveZone } from '@fitly/core/time';
import type { Batch } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { move } from './send-group.ts';
import { customersOf } from './settle-doubts.ts';

type Place = Pick<RunContext, 'agent' | 'snapshot'>;

/** IANA zone of everybody in the day's snapshot; null for an agent without quiet times, whose requests may mix zones. */
export async function zonesOfQuietTimes({ agent, snapshot }: Place): Promise<ReadonlyMap<CustomerKey, string> | null> {
  if (!hasQuietTimes(agent.constraints)) return null;
  const { customerKeys, timeZones } = await snapshot.get();
  const zoneOf = (row: number): string => resolveZone(timeZones[row] ?? null, agent.delivery.fallbackTimeZone);
  return new Map(customerKeys.map((key, row) => [key, zoneOf(row)]));
}

type WithoutQuiet = (due: readonly Batch[], now: Instant) => Promise<readonly Batch[]>;

/**
 * Gives up those of the due batches that are quiet now, and returns the others. A batch is of one zone, that of its first
 * recipient.
 */
export async function giveUpQuiet(context: RunContext): Promise<WithoutQuiet> {
  const { agent, store } = context;
  const zones = await zonesOfQuietTimes(context);
  if (zones === null) return async (due) => due;
  const customerOf = await customersOf(context);
  const zoneOf = ({ decisionIds }: Batch): string =>
    zones.get(customerOf.get(decisionIds[0]!)!) ?? agent.delivery.fallbackTimeZone;
  return async (due, now) => {
    const byReason = Map.groupBy(due, (batch) => quietReasons(agent.constraints, now, zoneOf(batch))[0] ?? null);
    await store.state.transaction(async (tx) => {
      for (const [reason, batches] of byReason) {
        const keys = batches.map(({ batchKey }) => batchKey);
        if (reason !== null) await move(tx, context, keys, 'not_sent', { at: now, reason });
      }
    });
    return byReason.get(null) ?? [];
  };
}
