/** What a run would do, for people: what would go out, to whom and when, why others get nothing, and what a check says of it. */
import { decidesIn } from '@fitly/core/design';
import { formatShare } from '@fitly/core/report';
import type { DryRun } from '@fitly/service';
import { styled } from '../terminal.ts';
import { changeLines } from './changes.ts';
import { table } from './table.ts';
import { wrap } from './wrap.ts';

interface DryRunLook {
  readonly width: number;
  readonly color: boolean;
}

const count = new Intl.NumberFormat('en-US');
const n = (value: number): string => count.format(value);

export function renderDryRun(run: DryRun, look: DryRunLook): string {
  const sections = [
    headline(run, look),
    noteworthy(run, look),
    groupTable(run),
    hourTable(run),
    ...(run.decisions === 0 ? [] : run.dimensions.map((dimension) => optionTable(run, dimension))),
    reasonTable('Without a message', run.withoutMessage),
    reasonTable('Refused at least one action', run.refused),
    changes(run, look),
    'Nothing was sent, and nothing was kept.',
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

function headline(run: DryRun, { color }: DryRunLook): string {
  const { agent, day, at, timeZone, decisions, messages, requests, before, rate } = run;
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainTime().toString();
  const what = run.alreadyRun
    ? 'has been run; it planned'
    : `would begin at ${time.slice(0, 5)}, ${timeZone}, and send`;
  return [
    `${styled(`${agent}, ${day}`, 'bold', color)} ${what}`,
    `  ${n(messages)} messages in ${n(requests)} requests, by ${n(decisions)} decisions`,
    ...(before === null ? [] : [`  ${before.day}: ${n(before.messages)} messages by ${n(before.decisions)} decisions`]),
    ...(requests === 0
      ? []
      : [`  at most ${n(rate.busiestHour)} requests in one hour, of ${n(rate.perHour)} that Braze takes`]),
  ].join('\n');
}

/** What a person must not overlook. */
function noteworthy({ lifeState, halt, alerts, checks, agent }: DryRun, { width, color }: DryRunLook): string {
  const notes = [
    ...(decidesIn(lifeState) || lifeState === 'draft' ? [] : [`${agent} is ${lifeState}: it decides for nobody`]),
    ...(lifeState === 'draft' ? [`${agent} is a draft: this is what it would do once it is started`] : []),
    ...(halt === null ? [] : [`the kill switch is pulled (${halt.by}): nothing of this would leave`]),
    ...(checks.some(({ action }) => action === 'stop')
      ? ['a check before sending would stop this day until somebody says that it is right: fitly run --send-anyway']
      : []),
  ];
  const lines = [
    ...notes.map((note) => ({ mark: '!', text: note, style: 'yellow' as const })),
    ...alerts.map((alert) => ({ mark: '!! ALERT', text: alert, style: 'red' as const })),
  ];
  return lines
    .flatMap(({ mark, text, style }) =>
      wrap(`${mark}  ${text}`, width - 2).map((line, at) =>
        styled(`${at === 0 ? '  ' : '     '}${line}`, style, color),
      ),
    )
    .join('\n');
}

const groupTable = ({ groups }: DryRun): string =>
  table(
    ['Group', 'In the audience', 'Decisions', 'Messages'],
    groups.map(({ group, audience, decisions, messages }) => [group, n(audience), n(decisions), n(messages)]),
  );

function hourTable({ hours, timeZone }: DryRun): string {
  if (hours.length === 0) return '';
  const rows = hours.map(({ at, messages, requests }) => {
    const hour = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    return [`${hour.toPlainDate()} ${hour.toPlainTime().toString().slice(0, 5)}`, n(messages), n(requests)];
  });
  return table([`Hour, ${timeZone}`, 'Messages', 'Requests'], rows);
}

function optionTable({ before }: DryRun, { label, options }: DryRun['dimensions'][number]): string {
  const then = (share: number | null): string => (share === null ? '–' : formatShare(share));
  const rows = options.map((option) => [
    option.label,
    n(option.decisions),
    formatShare(option.share),
    ...(before === null ? [] : [then(option.shareBefore)]),
  ]);
  return table([label, 'Decisions', 'Share', ...(before === null ? [] : [before.day])], rows);
}

const reasonTable = (title: string, reasons: DryRun['refused']): string =>
  reasons.length === 0
    ? ''
    : table(
        [title, 'Customers'],
        reasons.map(({ reason, customers }) => [reason, n(customers)]),
      );

function changes({ changes }: DryRun, look: DryRunLook): string {
  const noted = changes.filter(({ effect }) => effect !== 'none');
  return noted.length === 0
    ? ''
    : ['Changed in the agent file since the last run:', ...changeLines(noted, look)].join('\n');
}
