import { FitlyError } from '@fitly/core/errors';

/** Throws when a stop was asked for; called only where stopping loses nothing. */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

const interrupted = (): FitlyError =>
  new FitlyError('interrupted', 'stopped as asked; everything that was finished is kept', {
    next: 'run the same command again: it continues where it stopped',
  });

/**
 * What `work` comes to, unless a stop is asked for before: then it throws `interrupted` at once, and `work` is left where it stands. Only
 * for work that may end anywhere, as by a kill: whoever closes what it works on ends it.
 */
export function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = (): void => reject(interrupted());
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    // Of what was left behind no failure is told.
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
