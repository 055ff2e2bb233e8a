/**
 * An agent that was paused or stopped in the middle of a day sends nothing more: what an unfinished run had planned and
 * not sent is given up before it dispatches, with the reason. What is in doubt or was accepted stays what it is; so does a
 * recommendation file that stands there already, since its reader may have taken it.
 */

import type { LifeState } from '@fitly/core/design';
import { batchesOf, moveBatches } from '@fitly/store';
import { isHandedOut } from '../recommendations/recommendation-folder.ts';
import type { RunContext } from './run-context.ts';

type Place = Pick<RunContext, 'store' | 'agent' | 'day' | 'clock'>;

export async function withholdBatches({ store, agent, day, clock }: Place, now: LifeState): Promise<void> {
  if (agent.delivery.mode === 'file' && (await isHandedOut({ store, agent, day }))) return;
  const at = await clock.now();
  await store.state.transaction(async (tx) => {
    const planned = (await batchesOf(tx, agent.name, day)).filter((batch) => batch.state === 'planned');
    const keys = planned.map((batch) => batch.batchKey);
    await moveBatches(tx, keys, 'planned', 'not_sent', { at, reason: `agent_${now}` });
  });
}
