/**
 * What became of the message of each decision, folded from events that tell of it. Of each kind the earliest instant stays,
 * so the fold has the same result in any order and with any repetition.
 */
import type { Instant } from '../terms.ts';
import { isByPeople } from './engagement-filter.ts';

/** What a message platform tells of one message to one customer. */
export const MESSAGE_KINDS = [
  'send',
  'delivery',
  'open',
  'click',
  'unsubscribe',
  'spam_report',
  'bounce',
  'soft_bounce',
  'rejection',
  'abort',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** `opened_at`, `clicked_at`: by people, as `ENGAGEMENT_FILTER` has it. */
export const OUTCOME_INSTANTS = [
  'sent_at',
  'delivered_at',
  'opened_at',
  'clicked_at',
  'machine_opened_at',
  'bot_clicked_at',
  'unsubscribed_at',
  'reported_at',
  'bounced_at',
  'aborted_at',
] as const;
export type OutcomeInstant = (typeof OUTCOME_INSTANTS)[number];

/** Row by row as the decisions that it was made for. */
export interface MessageOutcomes {
  readonly rowCount: number;
  /** NaN: it has not been told. */
  readonly instants: Readonly<Record<OutcomeInstant, Float64Array>>;
  /** Of the earliest abort; null without one. */
  readonly abortReasons: (string | null)[];
}

export interface MessageEvent {
  readonly kind: MessageKind;
  /** The platform's flag on an open or a click; null: none. */
  readonly automatic: string | null;
  readonly at: Instant;
  readonly abortReason: string | null;
}

export const emptyOutcomes = (rowCount: number): MessageOutcomes => ({
  rowCount,
  instants: Object.fromEntries(
    OUTCOME_INSTANTS.map((name) => [name, new Float64Array(rowCount).fill(Number.NaN)]),
  ) as MessageOutcomes['instants'],
  abortReasons: new Array<string | null>(rowCount).fill(null),
});

/** Changes `outcomes` in place; returns whether the event said anything new. */
export function addMessageEvent(outcomes: MessageOutcomes, row: number, event: MessageEvent): boolean {
  const name = instantOfEvent(event);
  if (name === null) return false;
  const instants = outcomes.instants[name];
  const before = instants[row]!;
  if (name === 'aborted_at') return addAbort(outcomes, row, event);
  if (before <= event.at) return false;
  instants[row] = event.at;
  return true;
}

/** Of two aborts at one instant the reason that comes first by name. */
function addAbort(
  { instants, abortReasons }: MessageOutcomes,
  row: number,
  { at, abortReason }: MessageEvent,
): boolean {
  const before = instants.aborted_at[row]!;
  const known = abortReasons[row] ?? null;
  const reason = abortReason ?? 'unknown';
  if (before < at || (before === at && (known ?? '') <= reason)) return false;
  instants.aborted_at[row] = at;
  abortReasons[row] = reason;
  return true;
}

/** A soft bounce is tried again by the platform, and says nothing yet. */
function instantOfEvent({ kind, automatic }: MessageEvent): OutcomeInstant | null {
  switch (kind) {
    case 'send':
      return 'sent_at';
    case 'delivery':
      return 'delivered_at';
    case 'open':
      return isByPeople('open', automatic) ? 'opened_at' : 'machine_opened_at';
    case 'click':
      return isByPeople('click', automatic) ? 'clicked_at' : 'bot_clicked_at';
    case 'unsubscribe':
      return 'unsubscribed_at';
    case 'spam_report':
      return 'reported_at';
    case 'bounce':
    case 'rejection':
      return 'bounced_at';
    case 'abort':
      return 'aborted_at';
    case 'soft_bounce':
      return null;
  }
}

/** Accepted, and then not sent after all. Where the platform also tells of a send, or of what follows one, some of it went out. */
export const wasAborted = (outcomes: MessageOutcomes, row: number): boolean =>
  !Number.isNaN(outcomes.instants.aborted_at[row]) && !wentOut(outcomes, row);

/** The platform tells of a send, or of what follows one. */
export const wentOut = ({ instants }: MessageOutcomes, row: number): boolean =>
  WENT_OUT.some((stage) => !Number.isNaN(instants[stage][row]));

const WENT_OUT = ['sent_at', 'delivered_at', 'opened_at', 'clicked_at'] as const;
