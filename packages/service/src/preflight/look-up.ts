/** Reads one thing of the dashboard, and turns "there is none" and "may not look" into values. */
import { FitlyError } from '@fitly/core/errors';

export type Found<Details> =
  | { readonly kind: 'found'; readonly details: Details }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not_allowed' };

/** Throws what is neither: Braze cannot be reached, or answers nothing that can be read. */
export async function lookUp<Details>(read: () => Promise<Details>): Promise<Found<Details>> {
  try {
    return { kind: 'found', details: await read() };
  } catch (error) {
    const status = error instanceof FitlyError ? error.fields['status'] : undefined;
    // Details endpoints answer 400 to an id that they do not know (Braze docs, API errors).
    if (status === 400 || status === 404) return { kind: 'absent' };
    if (status === 403) return { kind: 'not_allowed' };
    throw error;
  }
}
