/** Names of people and hosts. */
import { list } from './dice.ts';

export const GIVEN = list(
  'ana maría jose lukas sofía jürgen chloé giulia tiago agnieszka olivia noah liam emma wei aarav fatima søren łukasz zoë',
);
export const FAMILY = list(
  'garcía lópez müller schmidt dupont rossi silva kowalski smith johnson nguyen patel haddad sørensen o’brien de-la-cruz',
);
export const plain = (text: string): string => text.normalize('NFD').replaceAll(/[^a-z0-9.-]/g, '');
export const HOSTS = list(
  'gmail.com hotmail.es yahoo.co.uk outlook.de web.de orange.fr libero.it uol.com.br wp.pl mail.example.org a.io sub.shop.example münchen.de xn--mnchen-3ya.de proton.me 163.com example.museum',
);
