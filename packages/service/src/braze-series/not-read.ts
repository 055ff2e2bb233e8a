import { FitlyError } from '@fitly/core/errors';

/** One answer for each key, and why some of them are missing; null when none is. */
export interface ReadInPassing<Key, Value> {
  readonly read: ReadonlyMap<Key, Value>;
  readonly notRead: string | null;
}

/**
 * Reads what a run can do without: whatever the other side refuses or fails at is noted, never thrown. Who does not answer at
 * all is not asked for the rest.
 */
export async function readInPassing<Key, Value>(
  keys: readonly Key[],
  ask: (key: Key) => Promise<Value>,
): Promise<ReadInPassing<Key, Value>> {
  const read = new Map<Key, Value>();
  let notRead: string | null = null;
  for (const key of keys) {
    try {
      read.set(key, await ask(key));
    } catch (error) {
      if (!(error instanceof FitlyError)) throw error;
      notRead ??= error.message;
      if (error.code !== 'braze_refused') break;
    }
  }
  return { read, notRead };
}
