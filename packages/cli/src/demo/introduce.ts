import { styled, type Terminal, wantsColor, writeLine } from '../terminal.ts';
import type { DemoOptions } from './set-up.ts';

const count = new Intl.NumberFormat('en-US');

/** The first lines of a demo: what is real, what is planted, where to look. */
export function introduce(options: DemoOptions, terminal: Terminal, url: string | null): void {
  if (options.json) return;
  const bold = (text: string): string => styled(text, 'bold', wantsColor(terminal));
  const lines = [
    bold('Fitly demo: an agent learns which e-mail to send to whom'),
    '',
    `  Real      ${count.format(options.customers)} customers of a shop and what they did in the two weeks after a men's, a women's or no e-mail`,
    '            (Hillstrom 2008, randomised): every visit, order and dollar below happened to a comparable customer.',
    options.planted
      ? '  Planted   how subject line and hour change the visit rate, and when within the two weeks things happen.'
      : '  Planted   when within the two weeks things happen (subject line and hour have no effect: --no-planted).',
    '  Local     Braze is a sandbox on this machine; the days are virtual; nothing leaves 127.0.0.1.',
    '',
    '  A day     intake customers +new events · mature rewards · learn policy version · enrol newcomers · decide for those due ·',
    '            plan batches · dispatch accepted · measure agent against random control (95 %, safe to read on any day)',
    '',
    ...(url === null ? [] : [`  Watch     ${bold(url)}`, '']),
  ];
  for (const line of lines) writeLine(terminal.out, line);
}
