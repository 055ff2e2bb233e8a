/**
 * One way of writing for what looks alike, so that the detectors need to know only one: full-width and other digits become
 * ASCII, invisible characters go, look-alikes of `@`, dots, dashes and spaces become the plain ones, and the ways in which
 * people and programs hide an `@` are undone.
 */

/** Zero-width and direction marks, soft hyphens, joiners, variation selectors. */
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|[\ufe00-\ufe0f]/g;
const DASHES = /[\u2010-\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58]/g;
const DOTS = /[\u2024\u3002\uff61\u00b7]/g;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\t\r\n]+/g;
const ATS = /[\uff20\ufe6b\u24d0]/g;
const DIGITS = /\p{Nd}/gu;
/** Code points of the zeros of scripts that NFKC leaves as they are. */
const ZEROS = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040,
];

export function normalise(text: string): string {
  return withPlainAts(isAscii(text) ? text : withPlainCharacters(text));
}

function withPlainCharacters(text: string): string {
  return text
    .replace(ATS, '@')
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(DASHES, '-')
    .replace(DOTS, '.')
    .replace(SPACES, ' ')
    .replace(DIGITS, plainDigit);
}

function plainDigit(digit: string): string {
  const code = digit.codePointAt(0)!;
  const zero = ZEROS.find((each) => code >= each && code < each + 10);
  return zero === undefined ? digit : String(code - zero);
}

/** `ana%40shop.example`, `ana&#64;shop.example`, `ana [at] shop [dot] example`. */
function withPlainAts(text: string): string {
  if (!MAY_HIDE_AT.test(text)) return text;
  return text
    .replace(/%40|&#(?:64|x40);|&commat;/gi, '@')
    .replace(/ ?[([{<] ?at ?[)\]}>] ?/gi, '@')
    .replace(/ ?[([{<] ?(?:dot|punto|punkt) ?[)\]}>] ?/gi, '.');
}

const MAY_HIDE_AT = /%40|&#|&commat|[([{<] ?at ?[)\]}>]/i;

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7e || text.charCodeAt(at) < 0x20) return false;
  return true;
}
