/**
 * How often somebody may try to sign in: after a few failures each further try must wait longer, up to a minute, and nobody is
 * shut out for good. With a minute between tries fewer than 100 passwords an hour are looked at for one account, from
 * however many addresses (OWASP ASVS 5.0, 6.3.1).
 */
import type { Instant } from '@fitly/core/terms';

/** Failures that still count. */
export const REMEMBERED_MS = 3_600_000;
const FREE_TRIES = 5;
const LONGEST_WAIT_MS = 60_000;
/** Of one address, over all accounts: an office behind one address has many people. */
const MOST_OF_ADDRESS = 200;

/** `failures`: instants of the last hour, oldest first. Returns how long until the next try is looked at; 0: now. */
export function waitOfAccount(failures: readonly Instant[], now: Instant): number {
  const last = failures.at(-1);
  if (last === undefined || failures.length < FREE_TRIES) return 0;
  const steps = Math.min(failures.length - FREE_TRIES, 6);
  const wait = Math.min(1_000 * (1 << steps), LONGEST_WAIT_MS);
  return Math.max(0, last + wait - now);
}

/** As `waitOfAccount`. */
export function waitOfAddress(failures: readonly Instant[], now: Instant): number {
  const first = failures.at(-MOST_OF_ADDRESS);
  return first === undefined ? 0 : Math.max(0, first + REMEMBERED_MS - now);
}
