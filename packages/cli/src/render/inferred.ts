/** What a file is taken for, for people: each column with its verdict, then the blocks to paste. */
import type { InferredFile } from '@fitly/service';
import { styled } from '../terminal.ts';
import { table } from './table.ts';

const count = new Intl.NumberFormat('en-US');
const percent = (share: number): string =>
  share === 0 ? '0 %' : share < 0.001 ? '<0.1 %' : `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

export function renderInferred(inferred: InferredFile, color: boolean): string[] {
  const { file, kind, format, because, sampled, counted, open } = inferred;
  const bold = (text: string): string => styled(text, 'bold', color);
  const part = sampled.isPart ? 'its first ' : 'all ';
  return [
    `${bold(file)} looks like ${kind === 'events' ? 'events' : 'a snapshot'} (${format}): ${because}.`,
    `Seen were ${part}${count.format(sampled.rows)} rows; nothing was imported, and no value is shown.`,
    '',
    table(
      ['column', 'type', 'missing', 'different', 'taken as', 'because'],
      inferred.columns.map(({ name, type, missing, distinct, role, reason, serves }) => [
        name,
        type,
        percent(missing),
        count.format(distinct),
        role ?? '–',
        serves.length === 0 ? reason : `${reason}; asked for by ${serves.join(', ')}`,
      ]),
    ),
    '',
    ...counted.map(({ agent, event }) => `Has the event ${event}, which ${agent} counts.`),
    ...open.map((each) => `${styled('To do', 'yellow', color)}: ${each}`),
    ...(counted.length + open.length === 0 ? [] : ['']),
    ...(inferred.feed === '' ? [] : [bold('For fitly.yaml, once you have checked it:'), '', inferred.feed]),
    ...(inferred.contextBlock === ''
      ? []
      : [bold('For the agent file, as far as the agent should know it:'), '', inferred.contextBlock]),
  ];
}
