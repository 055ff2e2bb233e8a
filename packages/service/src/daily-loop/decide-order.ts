/**
 * The decide steps of all agents of a workspace stand in one order: each commits the next number of a count, together with its
 * decisions, and only if nobody has committed since it began to read. So whoever counts the sends of other agents has seen every
 * decision that was committed before its own, also where agents run at once or a process is killed in between.
 */
import { FitlyError } from '@fitly/core/errors';
import { advanceMeta, type Db, getMeta, type Store } from '@fitly/store';

const DECIDE_STEPS = 'decide_steps';
const MOST_TRIES = 20;

class Overtaken extends Error {}

/**
 * Does `attempt`, which must call `take` in the transaction that commits it, and again from the start where another agent
 * committed meanwhile. Throws `internal` after many tries.
 */
export async function inDecideOrder<T>(
  { state }: Pick<Store, 'state'>,
  attempt: (take: (tx: Db) => Promise<void>) => Promise<T>,
): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = Number((await getMeta(state.db, DECIDE_STEPS)) ?? 0);
    try {
      return await attempt(async (tx) => {
        if (!(await advanceMeta(tx, DECIDE_STEPS, before))) throw new Overtaken();
      });
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }
  throw new FitlyError('internal', `other agents have decided ${MOST_TRIES} times while this one did`, {
    next: 'run it again: nothing of this step was kept',
  });
}
