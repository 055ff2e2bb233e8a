/** An answer that says that the key may not do this: a person can mend that, and nothing has happened. */
import { FitlyError } from '@fitly/core/errors';
import type { SendAnswer } from '@fitly/core/ports';

type Rejected = Extract<SendAnswer, { readonly kind: 'rejected' }>;

export const isLockedOut = (answer: { readonly kind: string }): answer is Rejected =>
  answer.kind === 'rejected' && 'status' in answer && (answer.status === 401 || answer.status === 403);

/** `what`: the end of "Braze refused …". `next`: what happens once the key is mended. */
export const lockedOut = (answer: Rejected, what: string, next: string): FitlyError =>
  new FitlyError(
    answer.status === 401 ? 'braze_key_invalid' : 'braze_refused',
    `Braze refused ${what}: ${answer.reason}`,
    { next: `correct the API key or its permissions, then run again: ${next}` },
  );
