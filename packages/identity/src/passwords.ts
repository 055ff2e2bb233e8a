/** Which passwords are taken. Length is what counts (OWASP ASVS 5.0, 6.2); composition is not asked for. */

import { FitlyError } from '@fitly/core/errors';
import { dictionary } from '@zxcvbn-ts/language-common';

export const SHORTEST_PASSWORD = 8;
export const LONGEST_PASSWORD = 128;

let common: ReadonlySet<string> | undefined;
/** The passwords that leaks hold most often, some 49,000 in lower case. */
const commonPasswords = (): ReadonlySet<string> => {
  common ??= new Set(dictionary['passwords-common'].map(String));
  return common;
};

/** Throws `password_refused` with what is wrong with it, never with the password. */
export function requireGoodPassword(password: string, person: { readonly name: string; readonly email: string }): void {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) throw refused(`it has ${length} characters; expected at least ${SHORTEST_PASSWORD}`);
  // By the units in which the library counts, of which an emoji has two.
  if (password.length > LONGEST_PASSWORD)
    throw refused(`it is too long; expected at most ${LONGEST_PASSWORD} characters`);
  const lower = password.toLowerCase();
  if (commonPasswords().has(lower)) throw refused('it is among the passwords that leaks hold most often');
  const own = [person.name, person.email, person.email.split('@')[0]!].map((each) => each.toLowerCase());
  if (own.includes(lower)) throw refused('it is your own name or address');
}

const refused = (why: string): FitlyError =>
  new FitlyError('password_refused', `this password is not taken: ${why}`, {
    next: 'take a longer one; several words in a row are good, and 15 characters or more are best',
  });
