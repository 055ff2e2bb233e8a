/** Telephone numbers. */
import { between, type Dice, digits, type Generator, list, oneOf } from './dice.ts';

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
export const phone: Generator = (dice) => {
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
