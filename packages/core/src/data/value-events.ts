/**
 * What success events are worth. An event belongs to the decision that it names, else to the customer's last one at or before it, when it lies within the
 * horizon of that decision; a value expression may then read what that decision chose ("half of the amount, when the
 * discount was given"). An event without a decision is valued without options: it still counts in reports.
 */
import type { CustomerKey } from '../terms.ts';
import type { ChosenOptions, CompiledValue, RawEvent } from './compiled-rules.ts';
import { type DecidedAt, MS_PER_DAY, type ValuedEvent } from './rewards.ts';

/** A decision with what it chose; `options` is empty without an eligible action. */
export interface DecidedOptions extends DecidedAt {
  readonly options: ChosenOptions;
}

export interface ValueEventsInput {
  readonly events: readonly RawEvent[];
  /** All decisions of the agent that an event may belong to; not read when `value` reads no options. */
  readonly decisions: readonly DecidedOptions[];
  readonly horizonDays: number;
  readonly value: CompiledValue;
}

const NO_OPTIONS: ChosenOptions = {};

/**
 * One valued event per event, in the same order. A value that is not a finite number is NaN: such an event is counted and
 * adds nothing. Two decisions of one customer at the same instant: the one with the larger id, as in `matureRewards`.
 */
export function valueEvents({ events, decisions, horizonDays, value }: ValueEventsInput): ValuedEvent[] {
  const decisionsOf = value.readsOptions ? byCustomer(decisions) : new Map<CustomerKey, DecidedOptions[]>();
  return events.map((event) => {
    const own = decisionsOf.get(event.customerKey) ?? [];
    const decision =
      event.decision === undefined
        ? lastAtOrBefore(own, event.at)
        : (own.find(({ decisionId }) => decisionId === event.decision) ?? null);
    const within = decision !== null && event.at < decision.decidedAt + horizonDays * MS_PER_DAY;
    const worth = value.evaluate(event, within ? decision.options : NO_OPTIONS);
    return {
      ...{ customerKey: event.customerKey, at: event.at, value: Number.isFinite(worth) ? worth : Number.NaN },
      ...(event.decision !== undefined && { decision: event.decision }),
    };
  });
}

/** Ordered by instant, then id. */
function byCustomer(decisions: readonly DecidedOptions[]): Map<CustomerKey, DecidedOptions[]> {
  const groups = Map.groupBy(decisions, (decision) => decision.customerKey);
  for (const group of groups.values()) {
    group.sort((a, b) => a.decidedAt - b.decidedAt || (a.decisionId < b.decisionId ? -1 : 1));
  }
  return groups;
}

function lastAtOrBefore(decisions: readonly DecidedOptions[], at: number): DecidedOptions | null {
  let low = 0;
  let high = decisions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (decisions[middle]!.decidedAt <= at) low = middle + 1;
    else high = middle;
  }
  return decisions[low - 1] ?? null;
}
