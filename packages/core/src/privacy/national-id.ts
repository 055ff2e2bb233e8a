import { luhn, mod97, weightedSum } from './checksums.ts';
import type { Confidence, Finding } from './finding.ts';

interface NationalId {
  readonly name: string;
  readonly confidence: Confidence;
  /** Anywhere in a text in capitals, unless it is part of a longer code. */
  readonly form: RegExp;
  /** Length of a text of nothing but digits that has this form. */
  readonly bareLength?: number;
  /** Such a row of digits is looked for only where it is the whole text. */
  readonly onlyBare?: true;
  /** Takes the match without separators. */
  readonly isValid: (packed: string) => boolean;
}

const always = (): boolean => true;
const isDayMonth = (day: number, month: number): boolean => day >= 1 && day <= 31 && month >= 1 && month <= 12;
const at = (text: string, from: number): number => Number(text.slice(from, from + 2));

const SPANISH_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
function spanish(packed: string): boolean {
  const digits = packed.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return SPANISH_LETTERS[Number(digits) % 23] === packed.at(-1);
}

const FINNISH_LETTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';
function finnish(packed: string): boolean {
  const digits = packed.slice(0, 6) + packed.slice(7, 10);
  return isDayMonth(at(packed, 0), at(packed, 2)) && FINNISH_LETTERS[Number(digits) % 31] === packed.at(-1);
}

/** Values of characters at odd places (Decreto ministeriale 12 marzo 1974); at even places a letter counts as its number. */
const ITALIAN_ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
function italian(packed: string): boolean {
  let sum = 0;
  for (let place = 0; place < 15; place++) {
    const code = packed.charCodeAt(place);
    const value = code >= 65 ? code - 65 : code - 48;
    sum += place % 2 === 0 ? ITALIAN_ODD[value]! : value;
  }
  return packed.charCodeAt(15) - 65 === sum % 26;
}

function french(packed: string): boolean {
  const number = packed.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - mod97(number) === Number(packed.slice(13));
}

function polish(packed: string): boolean {
  const control = (10 - (weightedSum(packed, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10;
  return isDayMonth(at(packed, 4), at(packed, 2) % 20) && control === Number(packed[10]);
}

function brazilian(packed: string): boolean {
  const control = (count: number): number => {
    const weights = Array.from({ length: count }, (_, index) => count + 1 - index);
    return ((weightedSum(packed, weights) * 10) % 11) % 10;
  };
  return new Set(packed).size > 1 && control(9) === Number(packed[9]) && control(10) === Number(packed[10]);
}

function chinese(packed: string): boolean {
  const sum = weightedSum(packed, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return isDayMonth(at(packed, 12), at(packed, 10)) && '10X98765432'[sum % 11] === packed[17];
}

const swedish = (packed: string): boolean => isDayMonth(at(packed, 4) % 60, at(packed, 2)) && luhn(packed);
const belgian = (packed: string): boolean =>
  ['', '2'].some((century) => 97 - mod97(century + packed.slice(0, 9)) === Number(packed.slice(9)));
const dutch = (packed: string): boolean => weightedSum(packed, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
const american = (packed: string): boolean =>
  !/^(?:000|666|9)/.test(packed) && packed.slice(3, 5) !== '00' && packed.slice(5) !== '0000';

function german(packed: string): boolean {
  let product = 10;
  for (let place = 0; place < 10; place++) {
    const sum = (Number(packed[place]) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(packed[10]);
}

/** With their check digits; a bare row of digits of which one in ten is valid is only `possible`. */
const IDS: readonly NationalId[] = [
  {
    name: 'Spain',
    confidence: 'likely',
    form: /(?:\d{8}|[XYZ]-?\d{7})[ -]?[A-Z]/,
    isValid: spanish,
  },
  {
    name: 'Finland',
    confidence: 'certain',
    form: /\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]/,
    isValid: finnish,
  },
  {
    name: 'Italy',
    confidence: 'certain',
    form: /[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]/,
    isValid: italian,
  },
  {
    name: 'France',
    confidence: 'certain',
    form: /[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}/,
    bareLength: 15,
    isValid: french,
  },
  { name: 'Brazil', confidence: 'certain', form: /\d{3}\.\d{3}\.\d{3}-\d{2}/, isValid: brazilian },
  {
    name: 'Belgium',
    confidence: 'certain',
    form: /\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}/,
    isValid: belgian,
  },
  { name: 'Sweden', confidence: 'likely', form: /\d{6}[-+]\d{4}/, isValid: swedish },
  {
    name: 'China',
    confidence: 'certain',
    form: /\d{6}(?:19|20)\d{9}[\dX]/,
    bareLength: 18,
    isValid: chinese,
  },
  { name: 'the United States', confidence: 'likely', form: /\d{3}-\d{2}-\d{4}/, isValid: american },
  {
    name: 'the United Kingdom',
    confidence: 'likely',
    form: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] \d{2} \d{2} \d{2} [A-D]/,
    isValid: always,
  },
  {
    name: 'the United Kingdom',
    confidence: 'possible',
    form: /[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]/,
    isValid: always,
  },
  { name: 'Poland', confidence: 'possible', form: /\d{11}/, bareLength: 11, onlyBare: true, isValid: polish },
  { name: 'Germany', confidence: 'possible', form: /[1-9]\d{10}/, bareLength: 11, onlyBare: true, isValid: german },
  { name: 'Brazil', confidence: 'possible', form: /\d{11}/, bareLength: 11, onlyBare: true, isValid: brazilian },
  { name: 'the Netherlands', confidence: 'possible', form: /\d{9}/, bareLength: 9, onlyBare: true, isValid: dutch },
];

const FINDINGS = new Map(
  IDS.map((each): [NationalId, Finding] => [
    each,
    {
      kind: 'national_id',
      confidence: each.confidence,
      reason: `it has the form of an identity number of ${each.name}`,
    },
  ]),
);

const whole = (source: string, flags: string): RegExp => new RegExp(`(?<![\\w-])(?:${source})(?![\\w-])`, flags);
const ANYWHERE = IDS.filter(({ onlyBare }) => onlyBare !== true).map((id) => ({
  id,
  form: whole(id.form.source, 'g'),
}));
/** Whether any form is there at all, in one pass. */
const ANY = whole(ANYWHERE.map(({ id }) => id.form.source).join('|'), 'i');
const BARE = /^\d+$/;
const BARE_IDS = Map.groupBy(IDS, ({ bareLength }) => bareLength);

/** An identity number anywhere in the text (of some countries only where it is the whole text). */
export function findNationalId(text: string): Finding | null {
  const trimmed = text.trim();
  if (BARE.test(trimmed)) {
    const id = BARE_IDS.get(trimmed.length)?.find(({ form, isValid }) => form.test(trimmed) && isValid(trimmed));
    return id === undefined ? null : FINDINGS.get(id)!;
  }
  if (!ANY.test(trimmed)) return null;
  const capitals = trimmed.toUpperCase();
  for (const { id, form } of ANYWHERE) {
    for (const [match] of capitals.matchAll(form)) if (id.isValid(packedOf(id, match))) return FINDINGS.get(id)!;
  }
  return null;
}

/** The Finnish separator says the century and is part of the number. */
const packedOf = ({ isValid }: NationalId, match: string): string =>
  isValid === finnish ? match : match.replaceAll(/[ .+-]/g, '');
