import { FitlyError } from '@fitly/core/errors';

/** Throws when a stop was asked for; called only where stopping loses nothing. */
export function stopIfAsked(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new FitlyError('interrupted', 'stopped as asked; everything that was finished is kept', {
    next: 'run the same command again: it continues where it stopped',
  });
}
