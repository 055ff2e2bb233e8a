/**
 * One look at sends in doubt: the marker that each of them wrote is read back from its recipient's profile. External ids are
 * unsealed for the one request that needs them, and nothing of a profile but the marker is kept. Nothing is sent here.
 */
import { type Doubt, type LookAnswer, lookAt, planLooks } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { Marker, Messaging } from '@fitly/core/ports';
import type { CustomerKey, DecisionId } from '@fitly/core/terms';
import { open, type Store, sealedIds } from '@fitly/store';
import { sealedOf } from './recipients.ts';

export interface LookAtDoubts {
  readonly store: Store;
  readonly messaging: Pick<Messaging, 'readMarkers'>;
  /** Custom attribute in which the sends wrote their decision ids. */
  readonly attribute: string;
  readonly doubts: readonly Doubt[];
}

export interface LookedAt {
  readonly answers: ReadonlyMap<DecisionId, LookAnswer>;
  /** Why some could not be read; null when all could. */
  readonly notRead: string | null;
}

/** Never throws for what Braze does; who does not answer is not asked for the rest. Throws `database_damaged`. */
export async function lookAtDoubts({ store, messaging, attribute, doubts }: LookAtDoubts): Promise<LookedAt> {
  const markers = new Map<CustomerKey, Marker>();
  let notRead: string | null = null;
  for (const keys of planLooks(doubts)) {
    const externalIds = await unsealed(store, keys);
    try {
      const found = await messaging.readMarkers(externalIds, attribute);
      for (const [i, key] of keys.entries()) {
        const marker = found.get(externalIds[i]!);
        if (marker !== undefined) markers.set(key, marker);
      }
    } catch (error) {
      if (!(error instanceof FitlyError)) throw error;
      notRead = error.message;
      break;
    }
  }
  const answerTo = (doubt: Doubt): LookAnswer => lookAt(doubt, markers.get(doubt.customerKey) ?? null);
  return { answers: new Map(doubts.map((doubt) => [doubt.decisionId, answerTo(doubt)])), notRead };
}

async function unsealed(store: Store, keys: readonly CustomerKey[]): Promise<string[]> {
  const sealed = await sealedIds(store.state.db, keys);
  return keys.map((key) => open(store.keys, key, sealedOf(sealed, key)));
}
