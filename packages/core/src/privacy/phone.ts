import { isIsbn10 } from './checksums.ts';
import type { Finding } from './finding.ts';
import { nationalLength } from './numbering-plans.ts';

const found = (confidence: Finding['confidence'], reason: string): Finding => ({ kind: 'phone', confidence, reason });
const INTERNATIONAL = found('likely', 'it holds a telephone number with a country code');
const NATIONAL = found('likely', 'it holds a telephone number as it is written within a country');
const ANNOUNCED = found('likely', 'it holds digits that are called a telephone number');
const BARE = found('possible', 'bare digits that could be a telephone number, or any other number');

/** Letters of any script, without the cost of Unicode classes: everything beyond the signs of Latin-1 counts as one. */
const LETTER = 'A-Za-z\\u00aa-\\uffff';
/** Digits with what people put between them. Not after a letter, a digit or a sign that makes it part of a code. */
const CANDIDATE = new RegExp(
  `(?<![${LETTER}0-9_#/.,:-]|[${LETTER}0-9]-)(?:\\+ ?|00[ .-]?(?=[1-9]))?\\(?\\d(?:[ ()./-]{0,3}\\d){6,17}(?![${LETTER}0-9_]|[.,:-]\\d)`,
);
const CANDIDATES = new RegExp(CANDIDATE, 'g');
const WORDS = 'tel|fon|phone|t[eé]l[eé]fono?|mobile?|m[oó]vil|handy|cell|whatsapp|call|ring|llamar|sms|text';
const PREFIXED = new RegExp(
  `(?:${WORDS})[${LETTER}]{0,6}[ .:=+#]{1,4}(?:(?:me|us|at|on|is|to|al|a|no|number|nr|unter)[ .:]{1,3}){0,3}\\+?\\(?\\d(?:[ ()./-]{0,3}\\d){6,14}(?!\\d)`,
  'i',
);
/** What stands between such a word and its number. */
const AFTER_WORD = /[ .:=+#]/;
const BARE_DIGITS = /^\d+$/;
/** What looks like digits with separators and is a day, or a range of days or years. */
const DAYS =
  /(?:^|\D)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}|(?:19|20)\d{2}[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]))(?:\D|$)/;
const YEARS = /^(?:19|20)\d{2} ?- ?(?:19|20)\d{2}$/;
const EXTENSION = / ?(?:x|ext\.?|extension|int\.?|durchwahl) ?\d{1,6}$/i;

/**
 * A telephone number anywhere in the text: with a country code (ITU-T E.164), with the trunk prefix 0, or in the groups of a
 * country. Bare digits without either could be anything and are `possible` only; a number that has a valid check digit of
 * a book (ISBN-10) is none.
 */
export function findPhone(text: string): Finding | null {
  if (BARE_DIGITS.test(text)) return text.startsWith('00') ? judge(text) : judgeBare(text);
  if (AFTER_WORD.test(text) && PREFIXED.test(text)) return ANNOUNCED;
  if (!CANDIDATE.test(text)) return null;
  let maybe: Finding | null = null;
  for (const [candidate] of text.replace(EXTENSION, '').matchAll(CANDIDATES)) {
    const finding = judge(candidate);
    if (finding !== null && finding.confidence !== 'possible') return finding;
    maybe ??= finding;
  }
  return maybe;
}

function judge(candidate: string): Finding | null {
  if (DAYS.test(candidate) || YEARS.test(candidate)) return null;
  const international = /^(?:\+|00) ?[.-]?(.*)$/.exec(candidate)?.[1];
  if (international !== undefined && isInternational(international)) return INTERNATIONAL;
  const digits = candidate.replaceAll(/\D/g, '');
  const groups = candidate.match(/\d+/g) ?? [];
  if (groups.length === 1 && !candidate.startsWith('(')) return judgeBare(digits);
  return isNational(candidate, digits, groups) ? NATIONAL : null;
}

/** `49 (0)171 2345678`: the trunk zero in brackets is not dialled. */
function isInternational(rest: string): boolean {
  const digits = rest.replace('(0)', '').replaceAll(/\D/g, '');
  const length = nationalLength(digits);
  return length !== null && digits.length <= 15;
}

function judgeBare(digits: string): Finding | null {
  if (digits.length < 8 || digits.length > 13) return null;
  if (/^0[1-9]\d{8,9}$/.test(digits)) return isIsbn10(digits) ? BARE : NATIONAL;
  const isPlan =
    /^[2-9]\d{2}[2-9]\d{6}$/.test(digits) ||
    /^1[2-9]\d{2}[2-9]\d{6}$/.test(digits) ||
    /^[6-9]\d{8}$/.test(digits) ||
    /^[6-9]\d{9}$/.test(digits) ||
    /^[1-9]{2}9\d{8}$/.test(digits) ||
    (digits.length >= 11 && nationalLength(digits) !== null);
  return isPlan ? BARE : null;
}

/** The lengths of groups in which countries without a trunk prefix, or North America, write their numbers. */
const GROUPED: readonly { readonly form: RegExp; readonly first: RegExp }[] = [
  // North America: 415 555 2671, (415) 555-2671, 1-415-555-2671; neither area nor exchange begins with 0 or 1.
  { form: /^1?334$/, first: /^1?[2-9]\d{2}[2-9]\d{2}\d{4}$/ },
  // Spain, Portugal, Poland and others: 612 345 678, 612 34 56 78, 91 234 56 78.
  { form: /^(?:333|3222|2322|234|243)$/, first: /^[2-9]/ },
  // Denmark, Norway: 20 12 34 56.
  { form: /^2222$/, first: /^[2-9]/ },
  // Brazil: (11) 91234-5678; India: 98765 43210.
  { form: /^(?:254|244|2144|55)$/, first: /^(?:[1-9][1-9]|[6-9])/ },
  // China: 138 1234 5678; Mexico: 55 1234 5678.
  { form: /^(?:344|244)$/, first: /^[1-9]/ },
];

/** Nothing but hyphens, slashes or dots between the digits: codes are written like this too. */
const CODE_SIGNS = /^[\d./-]+$/;
/** `0171-2345678`, `020-7946-0958`, `06.12.34.56.78`. */
const isAreaFirst = (digits: string, groups: readonly string[]): boolean =>
  digits.length >= 10 &&
  (groups.every(({ length }) => length === 2) ||
    (groups.length <= 3 && groups[0]!.length >= 2 && groups[0]!.length <= 5));

function isNational(candidate: string, digits: string, groups: readonly string[]): boolean {
  if (digits.length < 8 || digits.length > 12 || groups.length > 6) return false;
  const lengths = groups.map((group) => group.length).join('');
  const hasTrunk = /^\(?0[1-9]/.test(candidate) && digits.length >= 9 && digits.length <= 12;
  // Four groups with a last one of one sign: a book number.
  if (lengths.length === 4 && lengths.endsWith('1') && isIsbn10(digits)) return false;
  if (hasTrunk) return !CODE_SIGNS.test(candidate) || isAreaFirst(digits, groups);
  // A dot also groups thousands, and three dots make an address.
  const isMoney = candidate.includes('.') && groups.slice(1).every((group) => group.length === 3);
  if (isMoney) return false;
  const isCode = CODE_SIGNS.test(candidate);
  // With such signs alone a code is as likely as a number, except in the form of North America.
  const forms = isCode ? GROUPED.slice(0, 1) : GROUPED;
  return forms.some(({ form, first }) => form.test(lengths) && first.test(digits));
}
