/** An answer that says that the key may not do this, as an error that says how to mend it. */
import { FitlyError } from '@fitly/core/errors';
import type { SendAnswer } from '@fitly/core/ports';

type Rejected = Extract<SendAnswer, { readonly kind: 'rejected' }>;

/** `what`: the end of "Braze refused …". `next`: what happens once the key is mended. */
export const lockedOut = (answer: Rejected, what: string, next: string): FitlyError =>
  new FitlyError(
    answer.status === 401 ? 'braze_key_invalid' : 'braze_refused',
    `Braze refused ${what}: ${answer.reason}`,
    { next: `correct the API key or its permissions, then run again: ${next}` },
  );
