import type { Finding } from './finding.ts';

const FOUND: Finding = { kind: 'email', confidence: 'certain', reason: 'it holds an e-mail address' };

/** What may stand right before the @: the last character of a mailbox name, or the quote that closes one. */
const BEFORE = /[\p{L}\p{N}_%+"'-]/u;
/** A host name of two labels or more whose last is no number, or an address in brackets. */
const DOMAIN =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.){1,8}(?:xn--[a-z0-9-]{2,59}|\p{L}{2,24})(?![\p{L}\p{N}]|\.\d)/iu;
const LITERAL = /^\[(?:\d{1,3}\.){3}\d{1,3}\]/;
/** Longest name that a domain can have (RFC 1035 §2.3.4). */
const LONGEST_DOMAIN = 253;

/** An address anywhere in the text (RFC 5321 §2.3.11, and what people make of it: spaces around the @). */
export function findEmail(text: string): Finding | null {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const before = text[at - 1] === ' ' ? text[at - 2] : text[at - 1];
    if (before === undefined || !BEFORE.test(before)) continue;
    const from = text[at + 1] === ' ' ? at + 2 : at + 1;
    const rest = text.slice(from, from + LONGEST_DOMAIN);
    if (DOMAIN.test(rest) || LITERAL.test(rest)) return FOUND;
  }
  return null;
}
