/**
 * Made-up values by the thousand, personal and not, to measure the detectors with. Written apart from them: check digits are
 * worked out in other ways, forms are those that address books, shops and forms show, the awkward ones included.
 */

export interface Dice {
  /** Whole number in [0, n). */
  below(n: number): number;
  pick<One>(all: readonly One[]): One;
}

export type Generator = (dice: Dice) => string;

const list = (text: string): string[] => text.split(' ');
const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');
const digits = (dice: Dice, count: number): string => times(count, () => String(dice.below(10)));
const capitals = (dice: Dice, count: number): string => times(count, () => String.fromCharCode(65 + dice.below(26)));
const hex = (dice: Dice, count: number): string => times(count, () => dice.below(16).toString(16));
const between = (dice: Dice, from: number, to: number): number => from + dice.below(to - from + 1);
const padded = (number: number, width: number): string => String(number).padStart(width, '0');
/** One of the ways, the more often the higher its weight. */
function oneOf(dice: Dice, ways: readonly (readonly [number, () => string])[]): string {
  let left = dice.below(ways.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, make] of ways) {
    if (left < weight) return make();
    left -= weight;
  }
  return '';
}

const GIVEN = list(
  'ana maría jose lukas sofía jürgen chloé giulia tiago agnieszka olivia noah liam emma wei aarav fatima søren łukasz zoë',
);
const FAMILY = list(
  'garcía lópez müller schmidt dupont rossi silva kowalski smith johnson nguyen patel haddad sørensen o’brien de-la-cruz',
);
const plain = (text: string): string => text.normalize('NFD').replaceAll(/[^a-z0-9.-]/g, '');
const HOSTS = list(
  'gmail.com hotmail.es yahoo.co.uk outlook.de web.de orange.fr libero.it uol.com.br wp.pl mail.example.org a.io sub.shop.example münchen.de xn--mnchen-3ya.de proton.me 163.com example.museum',
);

const email: Generator = (dice) => {
  const [first, last] = [plain(dice.pick(GIVEN)), plain(dice.pick(FAMILY))];
  const mailbox = oneOf(dice, [
    [30, () => `${first}.${last}`],
    [20, () => `${first}${dice.below(100)}`],
    [10, () => `${first[0]}_${last}`],
    [8, () => `${first}+${dice.pick(['shop', 'news', 'x'])}`],
    [4, () => `${first}-${last}${dice.below(10)}`],
    [3, () => `${dice.pick(GIVEN)}.${dice.pick(FAMILY)}`],
    [2, () => `"${first} ${last}"`],
    [1, () => `${first}'${last}`],
    [1, () => digits(dice, 9)],
  ]);
  const host = dice.pick(HOSTS);
  const address = `${mailbox}@${host}`;
  return oneOf(dice, [
    [60, () => address],
    [8, () => address.toUpperCase()],
    [5, () => ` ${address} `],
    [4, () => `<${address}>`],
    [4, () => `${first} ${last} <${address}>`],
    [4, () => `mailto:${address}`],
    [3, () => `please write to ${address}, thanks`],
    [2, () => `${mailbox} @ ${host}`],
    [2, () => `${mailbox} [at] ${host.replaceAll('.', ' [dot] ')}`],
    [1, () => `${mailbox}(at)${host}`],
    [1, () => address.replace('@', '＠')],
    [1, () => address.replace('@', '\u200b@\u200b')],
    [1, () => address.replace('@', '%40')],
    [1, () => address.replace('@', '&#64;')],
    [1, () => address.replaceAll(/[a-z0-9]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0))],
    [1, () => `{"contact":"${address}"}`],
    [1, () => `https://shop.example/u?mail=${address}&x=1`],
  ]);
};

interface Land {
  readonly code: string;
  /** National number with its trunk prefix, split as people there split it. */
  readonly groups: Generator;
  readonly trunk: string;
}
const mobile = (dice: Dice, beginnings: readonly string[], ...sizes: number[]): string =>
  [dice.pick(beginnings), ...sizes.map((size) => digits(dice, size))].join(' ');
const exchange = (dice: Dice): string => `${between(dice, 2, 9)}${digits(dice, 2)}`;
const AREAS = list('201 212 213 305 312 347 404 415 503 512 602 617 646 702 713 718 808 816 917 972');
const LANDS: readonly Land[] = [
  { code: '1', trunk: '', groups: (dice) => `${dice.pick(AREAS)} ${exchange(dice)} ${digits(dice, 4)}` },
  { code: '34', trunk: '', groups: (dice) => mobile(dice, list('612 634 655 677 699 711 911 933'), 3, 3) },
  { code: '34', trunk: '', groups: (dice) => mobile(dice, list('612 634 655 677 699 711'), 2, 2, 2) },
  { code: '49', trunk: '0', groups: (dice) => mobile(dice, list('151 160 170 171 175 179'), between(dice, 7, 8)) },
  { code: '49', trunk: '0', groups: (dice) => mobile(dice, list('30 40 89 69 211 221'), between(dice, 6, 8)) },
  { code: '33', trunk: '0', groups: (dice) => mobile(dice, list('6 7 1 4'), 2, 2, 2, 2) },
  { code: '44', trunk: '0', groups: (dice) => mobile(dice, list('7700 7911 7400'), 6) },
  { code: '44', trunk: '0', groups: (dice) => mobile(dice, ['20'], 4, 4) },
  { code: '39', trunk: '', groups: (dice) => mobile(dice, list('320 333 347 389'), 3, 4) },
  {
    code: '55',
    trunk: '',
    groups: (dice) => `${dice.pick(list('11 21 31 47'))} 9${digits(dice, 4)} ${digits(dice, 4)}`,
  },
  { code: '48', trunk: '', groups: (dice) => mobile(dice, list('501 602 693 793'), 3, 3) },
  { code: '31', trunk: '0', groups: (dice) => mobile(dice, ['6'], 8) },
  { code: '61', trunk: '0', groups: (dice) => mobile(dice, list('412 433 455'), 3, 3) },
  { code: '91', trunk: '', groups: (dice) => mobile(dice, list('98765 91234 70001'), 5) },
  { code: '81', trunk: '0', groups: (dice) => mobile(dice, list('90 80 70'), 4, 4) },
];
const packed = (text: string): string => text.replaceAll(' ', '');
const bracketed = (national: string): string => national.replace(/^(\S+) /, '($1) ');

/** With a country code, a trunk prefix or the groups of its country: written as a telephone number is. */
const phone: Generator = (dice) => {
  const { code, trunk, groups } = dice.pick(LANDS);
  const own = groups(dice);
  const national = `${trunk}${own}`;
  return oneOf(dice, [
    [30, () => `+${code}${packed(own)}`],
    [12, () => `+${code} ${own}`],
    [5, () => `+${code}-${own.replaceAll(' ', '-')}`],
    [4, () => `00${code}${packed(own)}`],
    [3, () => `00 ${code} ${own}`],
    [2, () => (trunk === '0' ? `+${code} (0)${own}` : `+${code} (${own.replace(' ', ') ')}`)],
    [14, () => national],
    [5, () => bracketed(national)],
    [4, () => (code === '1' || trunk === '0' ? national.replaceAll(' ', '-') : national)],
    [2, () => (trunk === '0' ? national.replace(' ', '/') : national)],
    [2, () => national.replaceAll(' ', '\u00a0')],
    [1, () => (code === '1' || trunk === '0' ? national.replaceAll(' ', '.') : national)],
    [6, () => (trunk === '0' ? packed(national) : `+${code}${packed(own)}`)],
    [2, () => `tel: ${packed(national)}`],
    [2, () => `Call me at ${national} after six`],
    [1, () => `${national} ext. ${between(dice, 10, 999)}`],
    [1, () => `+${code} ${own}`.replaceAll(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
    [1, () => `+${code} ${own}`.replaceAll(/\d/g, (d) => String.fromCharCode(0x660 + Number(d)))],
    [1, () => `whatsapp +${code} ${own}`],
  ]);
};

/** Nothing but digits, without any prefix, of one country: one by one nobody can tell them from other numbers. */
export const BARE_PHONES: Readonly<Record<string, Generator>> = {
  'bare digits, US numbers': (dice) => `${dice.pick(AREAS)}${exchange(dice)}${digits(dice, 4)}`,
  'bare digits, Spanish mobiles': (dice) => `${dice.pick(['6', '6', '6', '71'])}${digits(dice, 8)}`.slice(0, 9),
};

const ACCOUNTS: Readonly<Record<string, (dice: Dice) => string>> = {
  DE: (dice) => digits(dice, 18),
  ES: (dice) => digits(dice, 20),
  FR: (dice) => `${digits(dice, 10)}${capitals(dice, 3)}${digits(dice, 8)}${digits(dice, 2)}`,
  GB: (dice) => `${capitals(dice, 4)}${digits(dice, 14)}`,
  IT: (dice) => `${capitals(dice, 1)}${digits(dice, 22)}`,
  NL: (dice) => `${capitals(dice, 4)}${digits(dice, 10)}`,
  PT: (dice) => digits(dice, 21),
  PL: (dice) => digits(dice, 24),
  NO: (dice) => digits(dice, 11),
  BE: (dice) => digits(dice, 12),
  CH: (dice) => `${digits(dice, 5)}${dice.pick(['000', 'ABC'])}${digits(dice, 9)}`,
  AT: (dice) => digits(dice, 16),
};

const iban: Generator = (dice) => {
  const land = dice.pick(Object.keys(ACCOUNTS));
  const account = ACCOUNTS[land]!(dice);
  const asNumber = [...`${account}${land}00`].map((each) => String(Number.parseInt(each, 36))).join('');
  const whole = `${land}${padded(98 - Number(BigInt(asNumber) % 97n), 2)}${account}`;
  return oneOf(dice, [
    [50, () => whole],
    [30, () => whole.replaceAll(/(.{4})(?=.)/g, '$1 ')],
    [5, () => whole.toLowerCase()],
    [4, () => `IBAN ${whole}`],
    [4, () => `pay to ${whole.replaceAll(/(.{4})(?=.)/g, '$1 ')} please`],
    [3, () => whole.replaceAll(/(.{4})(?=.)/g, '$1-')],
    [2, () => whole.replaceAll(/(.{4})(?=.)/g, '$1\u00a0')],
  ]);
};

/** The last digit that makes the sum of ISO/IEC 7812 a multiple of ten, found by trying. */
function withCheckDigit(body: string): string {
  const sum = (text: string): number =>
    [...text]
      .reverse()
      .reduce(
        (total, each, at) => total + (at % 2 === 0 ? Number(each) : [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][Number(each)]!),
        0,
      );
  return Array.from({ length: 10 }, (_, last) => `${body}${last}`).find((each) => sum(each) % 10 === 0)!;
}

const card: Generator = (dice) => {
  const [first, length] = dice.pick([
    ...(['4', '51', '55', '2221', '2720'] as const).map((each) => [each, 16] as const),
    ...([
      ['34', 15],
      ['37', 15],
      ['6011', 16],
      ['65', 16],
      ['36', 14],
      ['3530', 16],
      ['6212', 16],
    ] as const),
  ]);
  const number = withCheckDigit(first + digits(dice, length - first.length - 1));
  const fours = number.replaceAll(/(.{4})(?=.)/g, '$1 ');
  return oneOf(dice, [
    [50, () => number],
    [30, () => fours],
    [10, () => fours.replaceAll(' ', '-')],
    [5, () => `card ${fours}`],
    [3, () => fours.replaceAll(' ', '\u00a0')],
    [2, () => number.replaceAll(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))],
  ]);
};

const ip: Generator = (dice) =>
  oneOf(dice, [
    [40, () => [between(dice, 1, 223), dice.below(256), dice.below(256), dice.below(256)].join('.')],
    [10, () => `192.168.${dice.below(256)}.${dice.below(256)}`],
    [10, () => `172.${between(dice, 16, 31)}.${dice.below(256)}.${dice.below(256)}`],
    [
      5,
      () =>
        `${between(dice, 1, 223)}.${dice.below(256)}.${dice.below(256)}.${between(dice, 100, 255)}:${between(dice, 1024, 65535)}`,
    ],
    [20, () => times(8, (at) => `${at === 0 ? '' : ':'}${hex(dice, between(dice, 1, 4))}`)],
    [10, () => `2001:db8::${hex(dice, 4)}:${between(dice, 1, 9)}${hex(dice, 3)}`],
    [5, () => `fe80::${hex(dice, 4)}:${between(dice, 1, 9)}${hex(dice, 3)}:${hex(dice, 4)}`],
  ]);

const date = (dice: Dice): { readonly y: string; readonly m: string; readonly d: string } => ({
  y: String(between(dice, 1940, 2008)),
  m: padded(between(dice, 1, 12), 2),
  d: padded(between(dice, 1, 28), 2),
});

/** Identity numbers that can be told one by one: by check digits and a form of their own. */
const nationalId: Generator = (dice) => {
  const { y, m, d } = date(dice);
  return oneOf(dice, [
    [20, () => spanishId(dice)],
    [15, () => `${between(dice, 100, 665)}-${padded(between(dice, 1, 99), 2)}-${padded(between(dice, 1, 9999), 4)}`],
    [15, () => brazilianId(dice)],
    [10, () => frenchId(dice, y, m)],
    [10, () => swedishId(dice, y, m, d)],
    [10, () => finnishId(dice, y, m, d)],
    [
      5,
      () =>
        `${dice.pick(['AB', 'CE', 'JK', 'TR'])} ${digits(dice, 2)} ${digits(dice, 2)} ${digits(dice, 2)} ${dice.pick(['A', 'B', 'C', 'D'])}`,
    ],
  ]);
};

function spanishId(dice: Dice): string {
  const number = dice.below(100_000_000);
  const letter = 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]!;
  return dice.pick([
    `${padded(number, 8)}${letter}`,
    `${padded(number, 8)}-${letter}`,
    `${padded(number, 8)}${letter.toLowerCase()}`,
  ]);
}

function brazilianId(dice: Dice): string {
  const body = [...digits(dice, 9)].map(Number);
  for (let round = 0; round < 2; round++) {
    const rest = body.reduce((sum, each, at) => sum + each * (body.length + 1 - at), 0) % 11;
    body.push(rest < 2 ? 0 : 11 - rest);
  }
  const text = body.join('');
  return `${text.slice(0, 3)}.${text.slice(3, 6)}.${text.slice(6, 9)}-${text.slice(9)}`;
}

function frenchId(dice: Dice, y: string, m: string): string {
  const body = `${dice.pick(['1', '2'])}${y.slice(2)}${m}${padded(between(dice, 1, 95), 2)}${digits(dice, 6)}`;
  const key = padded(97 - Number(BigInt(body) % 97n), 2);
  return dice.pick([
    body + key,
    `${body.slice(0, 1)} ${body.slice(1, 3)} ${body.slice(3, 5)} ${body.slice(5, 7)} ${body.slice(7, 10)} ${body.slice(10)} ${key}`,
  ]);
}

function swedishId(dice: Dice, y: string, m: string, d: string): string {
  const number = withCheckDigit(`${y.slice(2)}${m}${d}${digits(dice, 3)}`);
  return `${number.slice(0, 6)}-${number.slice(6)}`;
}

function finnishId(dice: Dice, y: string, m: string, d: string): string {
  const day = `${d}${m}${y.slice(2)}`;
  const serial = padded(between(dice, 2, 899), 3);
  return `${day}${y < '2000' ? '-' : 'A'}${serial}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(day + serial) % 31]}`;
}

const SENTENCES = [
  'Hi, I am not happy with the blue shoes because they hurt and I would like my money back',
  'Bitte rufen Sie mich morgen zurück, ich habe meine Bestellung noch nicht erhalten',
  'Mi hija cumple años el sábado y no sé si el regalo llega a tiempo, por favor avisen',
  'Bonjour, je suis enceinte et je ne peux pas venir chercher mon colis avant lundi',
  'Please stop sending me letters, my husband died last year and we do not live there',
  'Vorrei sapere quando arriva il mio ordine perché parto per le vacanze e non ci sono',
  'customer says she has diabetes and wants us to send the chocolate to her mother instead',
  'O meu filho não gosta da cor, quero trocar e não consigo entrar na minha conta',
];
const freeText: Generator = (dice) => {
  const text = dice.pick(SENTENCES);
  return oneOf(dice, [
    [5, () => text],
    [2, () => `${text}. ${dice.pick(SENTENCES)}!`],
    [1, () => text.toUpperCase()],
    [1, () => `${digits(dice, 2)}. ${text}`],
  ]);
};

const pad2 = (dice: Dice, from: number, to: number): string => padded(between(dice, from, to), 2);
const day = (dice: Dice): string => `20${pad2(dice, 10, 30)}-${pad2(dice, 1, 12)}-${pad2(dice, 1, 28)}`;
const PRODUCTS = list('shirt jacket shoes sofa lamp headphones coffee blender backpack novel puzzle bottle');
const LOOKS = list('blue slim waterproof organic wireless classic XL 500ml oak steel kids premium');

/** What a shop's attributes are full of, and what must never be taken for a person's. */
export const HARMLESS: Readonly<Record<string, Generator>> = {
  'order ids': (dice) =>
    oneOf(dice, [
      [3, () => `ORD-${digits(dice, 8)}`],
      [2, () => digits(dice, between(dice, 6, 12))],
      [1, () => `#${digits(dice, 7)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 7)}-${digits(dice, 7)}`],
      [1, () => `20${pad2(dice, 10, 30)}-${digits(dice, 6)}`],
      [1, () => padded(dice.below(1_000_000), 10)],
      [1, () => `R${digits(dice, 9)}`],
    ]),
  SKUs: (dice) =>
    oneOf(dice, [
      [3, () => `${capitals(dice, 3)}-${digits(dice, 4)}-${capitals(dice, 2)}`],
      [2, () => `${capitals(dice, 2)}${digits(dice, 6)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 3)}-${digits(dice, 3)}`],
      [1, () => `${digits(dice, 5)}.${digits(dice, 3)}`],
      [1, () => `sku_${digits(dice, 9)}_${dice.pick(LOOKS)}`],
      [1, () => `${digits(dice, 2)}/${digits(dice, 4)}/${digits(dice, 3)}`],
    ]),
  'book and article numbers': (dice) => {
    const body = [...`978${digits(dice, 9)}`].map(Number);
    const check = (10 - (body.reduce((sum, each, at) => sum + each * (at % 2 === 0 ? 1 : 3), 0) % 10)) % 10;
    const isbn = [...body, check].join('');
    return oneOf(dice, [
      [1, () => isbn],
      [1, () => `${isbn.slice(0, 3)}-${isbn[3]}-${isbn.slice(4, 6)}-${isbn.slice(6, 12)}-${check}`],
      [1, () => `40${digits(dice, 11)}`],
    ]);
  },
  'post codes': (dice) =>
    oneOf(dice, [
      [3, () => digits(dice, 5)],
      [1, () => `${digits(dice, 5)}-${digits(dice, 4)}`],
      [1, () => `${capitals(dice, 2)}${dice.below(10)} ${dice.below(10)}${capitals(dice, 2)}`],
      [1, () => `${digits(dice, 4)} ${capitals(dice, 2)}`],
      [1, () => `${digits(dice, 3)}-${digits(dice, 4)}`],
    ]),
  'dates and times': (dice) =>
    oneOf(dice, [
      [3, () => day(dice)],
      [1, () => `${pad2(dice, 1, 28)}.${pad2(dice, 1, 12)}.20${pad2(dice, 10, 30)}`],
      [1, () => `${pad2(dice, 1, 12)}/${pad2(dice, 1, 28)}/20${pad2(dice, 10, 30)}`],
      [2, () => `${day(dice)}T${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}:${pad2(dice, 0, 59)}Z`],
      [1, () => `${day(dice)} ${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}:${pad2(dice, 0, 59)}.${digits(dice, 3)}+02:00`],
      [1, () => `${day(dice)} - ${day(dice)}`],
      [1, () => day(dice).replaceAll('-', '')],
      [1, () => `${pad2(dice, 0, 23)}:${pad2(dice, 0, 59)}`],
    ]),
  timestamps: (dice) =>
    dice.pick([
      String(between(dice, 1_500_000_000, 1_900_000_000)),
      `${between(dice, 1_500_000_000, 1_900_000_000)}${digits(dice, 3)}`,
      `${between(dice, 1_500_000_000, 1_900_000_000)}${digits(dice, 6)}`,
      `${between(dice, 1_500_000_000, 1_900_000_000)}.${digits(dice, 3)}`,
    ]),
  money: (dice) =>
    oneOf(dice, [
      [2, () => `${dice.below(10_000)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 99)},${digits(dice, 3)},${digits(dice, 3)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 999)}.${digits(dice, 3)}.${digits(dice, 3)},${digits(dice, 2)} €`],
      [1, () => `EUR ${dice.below(100_000)}`],
      [1, () => `-${dice.below(1000)}.${digits(dice, 2)}`],
      [1, () => `${between(dice, 1, 99)} ${digits(dice, 3)} ${digits(dice, 3)} kr`],
    ]),
  UUIDs: (dice) => `${hex(dice, 8)}-${hex(dice, 4)}-4${hex(dice, 3)}-a${hex(dice, 3)}-${hex(dice, 12)}`,
  'hex ids': (dice) => hex(dice, dice.pick([8, 12, 16, 24, 32, 40])),
  versions: (dice) =>
    oneOf(dice, [
      [3, () => `${dice.below(20)}.${dice.below(30)}.${dice.below(99)}`],
      [1, () => `v${dice.below(20)}.${dice.below(30)}.${dice.below(99)}-beta.${dice.below(9)}`],
      [2, () => `${between(dice, 90, 130)}.0.${between(dice, 1000, 9999)}.${dice.below(256)}`],
      [1, () => `${dice.below(20)}.${dice.below(20)}.${dice.below(20)}.${dice.below(20)}`],
      [1, () => `10.0.${between(dice, 10000, 22000)}.${dice.below(2000)}`],
    ]),
  coordinates: (dice) =>
    dice.pick([
      `${between(dice, -90, 90)}.${digits(dice, 6)}, ${between(dice, -180, 180)}.${digits(dice, 6)}`,
      `${between(dice, -90, 90)}.${digits(dice, 7)}`,
      `${between(dice, -90, 90)}.${digits(dice, 4)},${between(dice, -180, 180)}.${digits(dice, 4)}`,
    ]),
  'product names': (dice) =>
    oneOf(dice, [
      [3, () => `${dice.pick(LOOKS)} ${dice.pick(LOOKS)} ${dice.pick(PRODUCTS)}`],
      [
        1,
        () =>
          `Men's ${dice.pick(PRODUCTS)} with hood, ${dice.pick(LOOKS)}, ${dice.pick(LOOKS)}, pack of ${dice.below(12)}`,
      ],
      [1, () => `${dice.pick(PRODUCTS)} ${digits(dice, 3)} x ${digits(dice, 3)} x ${digits(dice, 2)} cm`],
      [1, () => `Set of ${dice.below(9)} ${dice.pick(PRODUCTS)}s for the kitchen and the garden, ${dice.pick(LOOKS)}`],
      [1, () => `iPhone ${dice.below(20)} Pro ${dice.pick(['128', '256', '512'])} GB`],
    ]),
  'campaign ids': (dice) =>
    oneOf(dice, [
      [1, () => `spring_sale_20${pad2(dice, 20, 30)}_q${between(dice, 1, 4)}`],
      [1, () => `${dice.pick(['fb', 'ga', 'em'])}-${digits(dice, 8)}-${dice.pick(LOOKS)}`],
      [1, () => `cmp_${hex(dice, 12)}`],
      [1, () => `${digits(dice, 4)}_${dice.pick(PRODUCTS)}_${pad2(dice, 1, 12)}`],
    ]),
  'segment labels': (dice) =>
    dice.pick([
      `High value / ${dice.pick(['at risk', 'loyal', 'new'])}`,
      `${between(dice, 18, 60)}-${between(dice, 61, 90)}`,
      `${between(dice, 1, 9)}) $${between(dice, 0, 500)} - $${between(dice, 501, 1000)}`,
      `${dice.pick(['gold', 'silver', 'bronze'])}_${dice.pick(['tier', 'plus'])}`,
      dice.pick([
        'New York',
        'São Paulo',
        'Köln',
        'Surburban',
        'Rural',
        '中国',
        'Île-de-France',
        'very likely to buy again within 30 days',
      ]),
    ]),
};

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
