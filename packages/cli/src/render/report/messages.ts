/** What became of messages, as a feed and as Braze tell it, and how large the audience was. */
import {
  type BrazeCountRow,
  formatCount,
  formatDay,
  GROUP_NAMES,
  MESSAGE_STAGES,
  NO_FEED,
  type Report,
  STAGE_NAMES,
} from '@fitly/core/report';
import { wrap } from '../wrap.ts';
import { alignedTable, dim, heading, marked, type ReportLook } from './lines.ts';

/** From accepted to clicked, by group; without a feed, that nothing is known of it. */
export function messages({ messages: funnel, runs }: Report, look: ReportLook): string[] {
  const head = heading('What became of messages', look);
  if (runs.sendsByFile === true) return [];
  if (funnel === null) return [head, ...wrap(NO_FEED, look.width - 2).map((line) => `  ${line}`)];
  const rows: (readonly [string, (group: Funnel['groups'][number]) => number | null])[] = [
    ['Accepted', ({ accepted }) => accepted],
    ...MESSAGE_STAGES.filter((stage) => stage !== 'aborted').map(
      (stage) => [STAGE_NAMES[stage], ({ stages }: Funnel['groups'][number]) => stages[stage]] as const,
    ),
    ...funnel.aborts.map(
      ({ reason, counts }) =>
        [`Aborted: ${reason}`, ({ group }: Funnel['groups'][number]) => counts[group] ?? 0] as const,
    ),
  ];
  const said = (count: number | null): string => (count === null ? 'withheld' : formatCount(count));
  const body = rows
    .map(([label, count]) => [label, ...funnel.groups.map((group) => said(count(group)))])
    .filter(([, ...counts], row) => row < 4 || counts.some((count) => count !== '0'));
  return [
    head,
    ...alignedTable([['Decisions', ...funnel.groups.map(({ group }) => GROUP_NAMES[group])], ...body], look),
  ];
}

type Funnel = NonNullable<Report['messages']>;

/** The newest week of what the ledger claims beside what was sent. */
export function reconciliation({ reconciliation: found, asOfDay }: Report, look: ReportLook): string[] {
  if (found === null || found.days.length === 0) return [];
  const rows = found.days.slice(-7).map((day) => {
    const counts = [day.accepted, day.sent, day.aborted, day.withoutEvent, day.sentTwice, day.foreign.holdout ?? 0];
    return [formatDay(day.day, asOfDay), ...counts.map((count) => (count === null ? 'too early' : formatCount(count)))];
  });
  const head = ['Day', 'Accepted', 'Sent', 'Aborted', 'No event', 'Twice', 'To holdout'];
  return [
    heading('Sends, day by day, and what of others the holdout got', look),
    ...alignedTable([head, ...rows], look),
  ];
}

/** Of the audience and of each segment: the newest size, and what was unusual of late. */
export function audience({ audience: found }: Report, look: ReportLook): string[] {
  if (found === null || found.histories.length === 0) return [];
  const rows = found.histories.map(({ subject, sizes }) => [
    subject === 'audience' ? 'The audience' : `Segment ${subject}`,
    ...[-1, -2, -8].map((at) => sizes.at(at)?.size).map((size) => (size === undefined ? '—' : formatCount(size))),
  ]);
  const alerts = found.histories.flatMap(({ subject, alerts: own }) =>
    own.map(({ day, says }) => `${formatDay(day, day)}: ${subject === 'audience' ? 'the audience' : subject} ${says}`),
  );
  const head = ['Size', 'Newest', 'Day before', 'Week before'];
  return [
    heading('Audience', look),
    ...alignedTable([head, ...rows], look),
    ...alerts.flatMap((alert) => marked('!', 'yellow', alert, look)),
    ...(found.notRead === null ? [] : marked('·', 'dim', found.notRead, look)),
  ];
}

/** The newest days with a count, and every earlier one that differs. */
const SHOWN_COUNTS = 6;

export function brazeCounts({ brazeCounts: found }: Report, look: ReportLook): string[] {
  if (found === null) return [];
  const off = ({ state }: BrazeCountRow): boolean => state !== 'as_expected' && state !== 'not_compared';
  const shown = found.rows.filter((row, i) => i < SHOWN_COUNTS || off(row));
  const number = (value: number | null) => (value === null ? '—' : formatCount(value));
  const columns: readonly [head: string, cell: (row: BrazeCountRow) => string, minor?: true][] = [
    ['Campaign', ({ name }) => name],
    ['Day', ({ day }) => formatDay(day, day)],
    ['Planned', ({ ours }) => formatCount(ours.planned), true],
    ['Accepted', ({ ours }) => formatCount(ours.accepted)],
    ['Doubt', ({ ours }) => formatCount(ours.inDoubt), true],
    ['Braze', ({ compared, shown: { sent } }) => number(compared?.braze ?? sent)],
    ['Opened', ({ shown: { opened } }) => number(opened), true],
    ['Clicked', ({ shown: { clicked } }) => number(clicked), true],
    ['', (row) => (off(row) ? '!' : row.state === 'not_compared' ? '·' : '✓')],
  ];
  const kept = columns.filter(([, , minor]) => look.width >= 78 || minor !== true);
  const body = shown.map((row) => kept.map(([, cell]) => cell(row)));
  return [
    `${heading("Braze's counts beside ours", look)}${dim(` · days of ${found.timeZone}`, look)}`,
    ...(shown.length === 0 ? [] : alignedTable([kept.map(([head]) => head), ...body], look, 2)),
    ...found.rows
      .filter(off)
      .flatMap(({ day, name, says }) => marked('!', 'yellow', `${formatDay(day, day)}, ${name}: ${says}`, look)),
    ...marked('·', 'dim', found.summary, look),
    ...whyNot(shown).flatMap((why) => marked('·', 'dim', `not compared: ${why}`, look)),
  ];
}

const whyNot = (rows: readonly BrazeCountRow[]): string[] => [
  ...new Set(rows.flatMap(({ state, says }) => (state === 'not_compared' ? [says] : []))),
];
