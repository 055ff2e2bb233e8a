/** E-mail addresses as address books, forms and shops write them. */
import { digits, type Generator, oneOf } from './dice.ts';
import { FAMILY, GIVEN, HOSTS, plain } from './names.ts';

export const email: Generator = (dice) => {
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
