import { FitlyError } from '@fitly/core/errors';

/** A mistake of our own in the run of one agent must not keep the others from running: it is told like any other failure. */
export function asFailure(error: unknown): FitlyError {
  if (error instanceof FitlyError) return error;
  const words = error instanceof Error ? error.message : String(error);
  return new FitlyError('internal', `something broke that should not: ${words}`, {
    next: 'nothing is lost: what was begun is taken up again; please report this text',
    // Where it broke is for whoever reads the terminal, not for pages and the API.
    fields: { stack: error instanceof Error ? (error.stack ?? null) : null },
    cause: error,
  });
}
