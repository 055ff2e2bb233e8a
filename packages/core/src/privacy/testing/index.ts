/**
 * Made-up values by the thousand, personal and not, to measure the detectors with. Written apart from them: check digits are
 * worked out in other ways, forms are those that address books, shops and forms show, the awkward ones included.
 */
import { card, iban } from './accounts.ts';
import type { Generator } from './dice.ts';
import { email } from './email.ts';
import { freeText } from './free-text.ts';
import { ip } from './ip.ts';
import { nationalId } from './national-id.ts';
import { phone } from './phone.ts';

export type { Dice, Generator } from './dice.ts';
export { HARMLESS } from './harmless.ts';
export { BARE_PHONES } from './phone.ts';

export const PERSONAL: Readonly<
  Record<string, { readonly kind: string; readonly make: Generator; readonly goal: number }>
> = {
  'e-mail addresses': { kind: 'email', make: email, goal: 0.995 },
  'telephone numbers': { kind: 'phone', make: phone, goal: 0.97 },
  IBANs: { kind: 'iban', make: iban, goal: 0.995 },
  'card numbers': { kind: 'card', make: card, goal: 0.995 },
  'network addresses': { kind: 'ip', make: ip, goal: 0.97 },
  'identity numbers': { kind: 'national_id', make: nationalId, goal: 0.97 },
  'free text': { kind: 'free_text', make: freeText, goal: 0.95 },
};
