/**
 * How long sending pauses after an answer, and how carefully it begins again. An outage must not put the whole day in doubt, and a
 * used-up hour must not be asked for batch by batch. Instants come in; nothing is waited for here.
 */
import type { SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { type Answered, isNotTried } from './send-group.ts';

const OUTAGE_MS: readonly number[] = [1, 2, 4, 8, 15].map((minutes) => minutes * 60_000);
/** Where Braze refuses and names an instant that is past: doubled from try to try, up to a quarter of an hour. */
const REFUSED_MS = 1_000;
const LONGEST_REFUSED_MS = 900_000;

interface SendPause {
  /** When sending goes on that was due at an instant. */
  from(due: Instant | null): Instant | null;
  /** Whether it is the pause after an outage, known to this process alone, that lets nothing leave before `next`. */
  holds(next: Instant): boolean;
  /** After anything but success a single request finds out how things are. */
  isProbing(): boolean;
  /** `groups`: oldest first; the newest tells how things are, whatever those before it have met. `now`: after the answers. */
  learn(groups: readonly (readonly Answered[])[], now: Instant): void;
}

/** `isCareful`: it begins with a single request, since what went before was no success. */
export function createSendPause(isCareful: boolean): SendPause {
  let failures = 0;
  let refusals = 0;
  let isProbing = isCareful;
  let until: Instant = Number.NEGATIVE_INFINITY;
  return {
    from: (due) => (due === null ? null : Math.max(due, until)),
    holds: (next) => failures > 0 && next <= until,
    isProbing: () => isProbing,
    learn(groups, now) {
      const tried = groups.map((group) => group.filter((each) => !isNotTried(each))).filter(({ length }) => length > 0);
      const newest = tried.at(-1);
      if (newest === undefined) return;
      const open = newest.map(({ answer }) => limitedUntil(answer));
      const isLost = newest.every(({ answer }) => answer.kind === 'in_doubt');
      const isRefused = open.every((at) => at !== null);
      failures = isLost ? failures + 1 : 0;
      refusals = isRefused ? refusals + 1 : 0;
      // Also where some were answered: an outage begins in the middle of a group.
      isProbing = tried.flat().some(({ answer }) => answer.kind === 'in_doubt' || answer.kind === 'retry');
      if (isLost) until = now + OUTAGE_MS[Math.min(failures, OUTAGE_MS.length) - 1]!;
      // Where the hour is used up, the rest of the day would be refused one by one.
      else if (isRefused) until = Math.max(Math.min(...open), now + refusedMs(refusals));
      else if (newest.every(isUnmet)) until = Math.min(...newest.flatMap(({ answer }) => againAt(answer)));
      else until = now;
    },
  };
}

const refusedMs = (times: number): number => Math.min(LONGEST_REFUSED_MS, REFUSED_MS * 2 ** Math.min(times - 1, 20));

/** Nobody was there to take it. */
const isUnmet = ({ answer }: Answered): boolean => answer.kind === 'retry' && limitedUntil(answer) === null;

const againAt = (answer: SendAnswer): readonly Instant[] => (answer.kind === 'retry' ? [answer.notBeforeAt] : []);

/** Until when the limit of the hour is used up, as Braze or the client's own count of it says: no failure. Null: it is not. */
export const limitedUntil = (answer: SendAnswer): Instant | null =>
  answer.kind === 'retry' && (answer.status === 429 || answer.reason === 'limit_reached') ? answer.notBeforeAt : null;
