/**
 * What is due, in groups of which two overlap: while Braze works on one, the next is made ready and written into the ledger. As
 * long as everything is accepted there is nothing else to do in between.
 */
import type { Instant } from '@fitly/core/terms';
import type { Batch } from '@fitly/store';
import { takeLease } from './lease.ts';
import { type Answered, type Launched, launchGroup, type Sending } from './send-group.ts';

/** What a clock has said serves for so long: whoever was suspended meanwhile asks again before anything is chosen by it. */
const LOOK_MS = 10_000;

interface DueSends {
  /** What is due at an instant and may be sent, in order. */
  readonly pick: (now: Instant, most: number) => Promise<readonly Batch[]>;
  /** Batches that one transaction moves to "sending". A crash leaves two groups in doubt at most. */
  readonly groupSize: number;
  /** A single request finds out how things are, and nothing follows it. */
  readonly isProbing: boolean;
  /** From then on something else is to be done. */
  readonly until: Instant;
  readonly onAnswers: () => Promise<void>;
}

/**
 * Ends when nothing is due any more, when something else was answered than "accepted", or when something else is to be done. Returns
 * the answers of the last groups, oldest first, with whatever was not accepted among them. Also where it throws, no request is under
 * way afterwards.
 */
export async function sendDue(sending: Sending, sends: DueSends): Promise<readonly (readonly Answered[])[]> {
  const underWay: Launched[] = [];
  const isWell = (): boolean =>
    !sending.context.signal.aborted && underWay.every(({ soFar }) => soFar.every(isAccepted));
  let looking = look(sending);
  try {
    while (isWell()) {
      const at = await looking();
      const due = await pickDue(sends, at);
      // What was refused meanwhile is planned again, and is not to be tried before anybody has looked at the answer.
      if (due.length === 0 || !isWell()) break;
      // For the group after this one: a sandbox would tell its time only once it has answered all that is sent before.
      looking = look(sending);
      const launched = await launchGroup(sending, due, at, isWell);
      underWay.push(launched);
      // Where it fails while the next one is made ready, that is told below.
      launched.answers.catch(() => {});
      if (sends.isProbing) break;
      if (underWay.length === 1) continue;
      await underWay[0]!.answers;
      await sends.onAnswers();
      if (isWell()) underWay.shift();
    }
    const last = await Promise.all(underWay.map(({ answers }) => answers));
    await sends.onAnswers();
    return last;
  } finally {
    await Promise.allSettled(underWay.map(({ answers }) => answers));
  }
}

/** Asks the clock now; what it says is waited for later. */
function look({ context: { clock, elapsedMs, lakeNow } }: Sending): () => Promise<Instant> {
  const looked = takeLease([elapsedMs, lakeNow], LOOK_MS);
  const looking = clock.now();
  // It may be that nobody waits for it any more.
  looking.catch(() => {});
  return async () => {
    const at = await looking;
    return looked.lastsFor(0) ? at : clock.now();
  };
}

async function pickDue({ pick, isProbing, groupSize, until }: DueSends, at: Instant): Promise<readonly Batch[]> {
  return at < until ? pick(at, isProbing ? 1 : groupSize) : [];
}

const isAccepted = ({ answer }: Answered): boolean => answer.kind === 'accepted';
