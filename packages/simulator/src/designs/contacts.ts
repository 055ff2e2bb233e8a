/** What simulated customers have been sent, as far as caps, frequencies and fatigue must know it. */
import { cadenceDimension, capMemoryDays, messageOf, type PastSend } from '@fitly/core/decide';
import type { ActionSpace, Agent } from '@fitly/core/design';

/** Over so many days messages tire. */
const FATIGUE_DAYS = 28;
const NONE: readonly PastSend[] = [];

export function contactsOf(agent: Agent, space: ActionSpace, customers: number) {
  const memory = Math.max(FATIGUE_DAYS, capMemoryDays(agent.constraints));
  const sends: { readonly day: number; readonly send: PastSend }[][] = Array.from({ length: customers }, () => []);
  /** By customer: the first day on which a chosen frequency holds no longer. */
  const heldUntil = new Int32Array(customers);
  const cadence = cadenceDimension(agent);
  const cadenceAt = cadence === null ? -1 : agent.dimensions.indexOf(cadence);
  let today = 0;
  return {
    isHeld: (row: number, day: number): boolean => heldUntil[row]! > day,
    /** Messages of the last 28 days. */
    count: (row: number): number => sends[row]!.filter(({ day }) => day > today - FATIGUE_DAYS).length,
    recentSends: (row: number): readonly PastSend[] =>
      sends[row]!.length === 0 ? NONE : sends[row]!.map(({ send }) => send),
    /** `sendAt`: NaN where nothing is sent. */
    add(row: number, action: number, day: number, sendAt: number): void {
      if (!Number.isNaN(sendAt)) {
        const recent = sends[row]!.filter((each) => each.day > day - memory);
        sends[row] = [...recent, { day, send: { at: sendAt, message: messageOf(agent, space, action) } }];
      }
      if (cadence !== null)
        heldUntil[row] = day + (cadence.options[space.optionIndex(action, cadenceAt)]!.everyDays ?? 0);
    },
    /** The day is over. */
    endDay(day: number): void {
      today = day + 1;
    },
  };
}
