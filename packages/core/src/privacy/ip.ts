import type { Finding } from './finding.ts';

const found = (confidence: Finding['confidence'], reason: string): Finding => ({ kind: 'ip', confidence, reason });
const V4 = found('likely', 'it holds a network address (IPv4)');
const MAYBE_V4 = found('possible', 'four small numbers with dots: a network address, or a version');
const V6 = found('certain', 'it holds a network address (IPv6)');

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const FOUR = new RegExp(`(?<![\\w.:-])(${OCTET})\\.(${OCTET})\\.(${OCTET})\\.(${OCTET})(?![\\w-]|\\.\\d)`, 'g');
const GROUPS = /(?<![\w:.])[0-9a-f:]{3,39}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])/gi;

/**
 * A network address anywhere in the text. Four numbers may be a version as well (`1.2.3.4`): they count by themselves when
 * one of them is a hundred or more, or two are thirty or more, which numbers of versions hardly are.
 */
export function findIp(text: string): Finding | null {
  for (const [candidate] of text.matchAll(GROUPS)) if (isV6(candidate)) return V6;
  let maybe: Finding | null = null;
  for (const match of text.matchAll(FOUR)) {
    const octets = match.slice(1).map(Number);
    if (octets[0] === 0) continue;
    if (octets.some((each) => each >= 100) || octets.filter((each) => each >= 30).length >= 2) return V4;
    maybe = MAYBE_V4;
  }
  return maybe;
}

/** RFC 4291 §2.2; at least one digit, so that `std::cafe` in a text is none. */
function isV6(candidate: string): boolean {
  const halves = candidate.split('::');
  if (halves.length > 2 || candidate.includes(':::') || !/\d/.test(candidate)) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const width = groups.reduce((sum, group) => sum + (group.includes('.') ? 2 : 1), 0);
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group) || group.includes('.'))) return false;
  if (halves.length === 1) return width === 8;
  return width <= 7 && (candidate === '::1' || groups.length >= 3 || candidate.length >= 8);
}
