/**
 * Whether one value is personal data. `detectPlain` asks every detector; `detectValue` says the same, and first looks once
 * at the characters, so that a detector is asked only where it can find anything: most columns are short codes.
 */
import { findCard } from './card.ts';
import { findEmail } from './email.ts';
import { type Finding, surer } from './finding.ts';
import { findFreeText } from './free-text.ts';
import { findIban } from './iban.ts';
import { findIp } from './ip.ts';
import { findNationalId } from './national-id.ts';
import { normalise } from './normalise.ts';
import { findName } from './person-name.ts';
import { findPhone } from './phone.ts';

/** Longer texts are judged by their beginning: detection takes bounded time for whatever comes in. */
const LONGEST = 4_000;

/** What a text of ASCII characters is made of. */
interface Makeup {
  readonly digits: number;
  readonly letters: number;
  readonly dots: number;
  readonly colons: number;
  readonly spaces: number;
}

interface Detector {
  readonly find: (text: string) => Finding | null;
  /** False only where it cannot find anything. */
  readonly canFind: (makeup: Makeup) => boolean;
}

/** In the order of the kinds. A text with an `@`, or with what may hide one, is always asked about in full. */
const DETECTORS: readonly Detector[] = [
  { find: findEmail, canFind: () => false },
  { find: findIban, canFind: ({ digits, letters }) => digits >= 6 && letters >= 2 && digits + letters >= 15 },
  { find: findCard, canFind: ({ digits }) => digits >= 12 },
  { find: findNationalId, canFind: ({ digits }) => digits >= 6 },
  { find: findIp, canFind: ({ dots, colons, digits }) => colons >= 2 || (dots >= 3 && digits >= 4) },
  { find: findPhone, canFind: ({ digits }) => digits >= 7 },
  { find: findFreeText, canFind: ({ letters, spaces }) => letters >= 7 && spaces >= 4 },
  { find: findName, canFind: ({ digits, letters }) => digits === 0 && letters >= 2 },
];

/** The surest finding, of equals the first in the order of the kinds; null when nothing looks personal. */
export function detectPlain(text: string): Finding | null {
  const normal = normalise(text.slice(0, LONGEST));
  return DETECTORS.reduce<Finding | null>((best, { find }) => surer(best, find(normal)), null);
}

export function detectValue(text: string): Finding | null {
  const makeup = text.length > LONGEST ? null : makeupOf(text);
  if (makeup === null) return detectPlain(text);
  let best: Finding | null = null;
  for (const { find, canFind } of DETECTORS) if (canFind(makeup)) best = surer(best, find(text));
  return best;
}

/** Null for a text that has to be read in full: other characters than ASCII, or signs of an address. */
function makeupOf(text: string): Makeup | null {
  let digits = 0;
  let letters = 0;
  let dots = 0;
  let colons = 0;
  let spaces = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 0x7e || code < 0x20) return null;
    const kind = KINDS[code]!;
    if (kind === DIGIT) digits += 1;
    else if (kind === LETTER) letters += 1;
    else if (kind === DOT) dots += 1;
    else if (kind === COLON) colons += 1;
    else if (kind === SPACE) spaces += 1;
    else if (kind === MARK) return null;
  }
  return { digits, letters, dots, colons, spaces };
}

const DIGIT = 1;
const LETTER = 2;
const DOT = 3;
const COLON = 4;
const SPACE = 5;
/** `@`, `%` and `&` (of `%40` and `&#64;`), and the brackets of `[at]`. */
const MARK = 6;

const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\d/.test(character)) return DIGIT;
  if (/[a-z]/i.test(character)) return LETTER;
  return { '.': DOT, ':': COLON, ' ': SPACE }[character] ?? (/[@%&([{<]/.test(character) ? MARK : 0);
});
