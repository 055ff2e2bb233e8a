/** The report in a terminal: the finding first, then the evidence, as on the page. */
import type { Interval } from '@fitly/core/measure';
import {
  type BrazeCountRow,
  beliefUnit,
  type Check,
  type Contrast,
  formatBelief,
  formatBelievedEnds,
  formatCount,
  formatDay,
  formatFigure,
  formatInterval,
  formatMean,
  formatMeanDifference,
  formatShare,
  formatTotal,
  formatUplift,
  GROUP_NAMES,
  type GroupRow,
  MESSAGE_STAGES,
  MIXED_EPOCHS,
  meanUnit,
  NO_FEED,
  type Report,
  STAGE_NAMES,
  VERDICT_WORDS,
  type Verdict,
} from '@fitly/core/report';
import { styled } from '../terminal.ts';
import { wrap } from './wrap.ts';

interface ReportLook {
  /** Columns, at least 60. */
  readonly width: number;
  readonly color: boolean;
}

type Style = Parameters<typeof styled>[1];
const VERDICT_STYLES: Readonly<Record<Verdict, Style>> = {
  better: 'green',
  worse: 'red',
  unproven: 'dim',
  too_early: 'dim',
  withheld: 'yellow',
};
const CHECK_MARKS: Readonly<Record<Check['state'], readonly [string, Style]>> = {
  passed: ['✓', 'green'],
  noted: ['!', 'yellow'],
  failed: ['✗', 'red'],
  not_known: ['·', 'dim'],
};

/** Ends with a line feed. No line is wider than `width`; styles appear only with `color`. */
export function renderReport(report: Report, look: ReportLook): string {
  const blocks = [
    finding(report, look),
    checks(report, look),
    comparisons(report, look),
    planning(report, look),
    groups(report, look),
    keyFigures(report, look),
    options(report, look),
    beliefs(report, look),
    preferences(report, look),
    messages(report, look),
    reconciliation(report, look),
    brazeCounts(report, look),
    audience(report, look),
    refusals(report, look),
    computed(report, look),
    notes(report, look),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function finding({ agent, asOfDay, runs, finding: found, readingNote }: Report, look: ReportLook): string[] {
  const style = VERDICT_STYLES[found.verdict];
  const headline = wrap(found.sentence, look.width).map((line) => styled(line, 'bold', look.color));
  const lead = found.figure === null ? found.lead : `${found.lead} ${readingNote}`;
  const place = `${agent}, ${formatDay(asOfDay, asOfDay)} ${asOfDay.slice(0, 4)}, ${formatCount(runs.daysDone)} ${runs.daysDone === 1 ? 'day' : 'days'} run`;
  const word = VERDICT_WORDS[found.verdict];
  const [first = '', ...more] = wrap(`${word} · ${place}`, look.width);
  const top = [styled(word, style, look.color) + dim(first.slice(word.length), look), ...more];
  return [...top, ...headline, ...wrap(lead, look.width)];
}

function checks(report: Report, look: ReportLook): string[] {
  const lines = report.checks.map(({ state, summary, detail }) => {
    const [mark, style] = CHECK_MARKS[state];
    return marked(mark, style, state === 'passed' ? summary : `${summary}. ${detail}`, look).join('\n');
  });
  return [heading('Checks', look), ...lines];
}

function comparisons({ contrasts, metric }: Report, look: ReportLook): string[] {
  if (contrasts.length === 0) return [];
  const isRelative = contrasts.some(({ relative }) => relative !== null);
  const shown = ({ relative, absolute }: Contrast) => (isRelative ? relative : absolute);
  const intervals = contrasts.map(shown).filter((interval) => interval !== null);
  const low = Math.min(0, ...intervals.map((interval) => interval.low));
  const high = Math.max(0, ...intervals.map((interval) => interval.high));
  const rows = contrasts.flatMap((contrast) => [
    `  ${contrast.title} ${dim(`· ${contrast.meaning}`, look)}`,
    `  ${styled(mark(contrast.verdict, shown(contrast), low, high, look.width - 4), VERDICT_STYLES[contrast.verdict], look.color)}`,
    ...verdictLines(contrast, look),
    ...(contrast.absolute === null
      ? []
      : wrap(
          `${formatInterval(contrast.absolute, (v) => formatMeanDifference(metric, v))} ${meanUnit(metric)}`,
          look.width - 4,
        ).map((line) => `  ${line}`)),
  ]);
  const format = isRelative ? formatUplift : (value: number) => formatMeanDifference(metric, value);
  const axis = intervals.length === 0 ? '' : ` · one axis, ${format(low)} to ${format(high)}, ┊ is 0`;
  return [`${heading('Comparisons', look)}${dim(axis, look)}`, ...rows];
}

/** What can be found, and what other shares could. */
function planning({ planning: plans }: Report, look: ReportLook): string[] {
  if (plans.length === 0) return [];
  const lines = plans.flatMap(({ says }) => says.flatMap((sentence) => marked('·', 'dim', sentence, look)));
  return [heading('What can be seen', look), ...lines];
}

function verdictLines({ verdict, says, outlook, since, absolute }: Contrast, look: ReportLook): string[] {
  const day = since === null ? '' : `, since ${formatDay(since, since)}`;
  const word = VERDICT_WORDS[verdict];
  const rest = absolute === null ? `: ${says}.` : `${day}: ${says}.${outlook === null ? '' : ` ${outlook}.`}`;
  const [first = '', ...more] = wrap(`${word}${rest}`, look.width - 4);
  const styledFirst = styled(word, VERDICT_STYLES[verdict], look.color) + first.slice(word.length);
  return [styledFirst, ...more].map((line) => `  ${line}`);
}

/** `──┊──├───●───┤──`: filled = off zero, hollow = not shown yet, dots = too early, slashes = withheld. */
function mark(verdict: Verdict, interval: Interval | null, low: number, high: number, room: number): string {
  const width = Math.min(room, 60);
  const span = high - low || 1;
  const at = (value: number) => Math.min(width - 1, Math.max(0, Math.round(((value - low) / span) * (width - 1))));
  const cells = Array<string>(width).fill(interval === null ? (verdict === 'withheld' ? '/' : '·') : ' ');
  if (interval !== null) {
    cells.fill('─', at(interval.low), at(interval.high) + 1);
    cells[at(0)] = '┊';
    cells[at(interval.low)] = '├';
    cells[at(interval.high)] = '┤';
    cells[at(interval.estimate)] = verdict === 'unproven' ? '○' : '●';
  }
  return cells.join('').trimEnd();
}

function groups({ groups: rows, metric, runs, epochs }: Report, look: ReportLook): string[] {
  const unit = metric.currency === null ? `${metric.label}/1,000` : `${metric.label} each`;
  const columns: readonly [head: string, cell: (row: GroupRow) => string, minor?: true][] = [
    ['Group', ({ group }) => GROUP_NAMES[group]],
    ['Customers', ({ enrolled }) => formatCount(enrolled)],
    ['Planned', ({ plannedShare }) => formatShare(plannedShare), true],
    [runs.sendsByFile ? 'Written' : 'Accepted', ({ sends }) => formatCount(sends.accepted)],
    ['In doubt', ({ sends }) => formatCount(sends.inDoubt), true],
    [metric.label, ({ outcome }) => (outcome === null ? '—' : formatTotal(metric, outcome.total))],
    [unit, ({ outcome }) => (outcome === null ? '—' : formatMean(metric, outcome.mean))],
  ];
  const shown = columns.filter(([, , minor]) => look.width >= 78 || minor !== true);
  const body = rows.map((row) => shown.map(([, cell]) => cell(row)));
  const mixed = epochs.length < 2 ? [] : marked('·', 'dim', MIXED_EPOCHS, look);
  return [heading('Groups', look), ...table([shown.map(([head]) => head), ...body], look), ...mixed];
}

/** Ratios of sums over the days that were asked for. */
function keyFigures({ performance, metric, groups: rows, provisional }: Report, look: ReportLook): string[] {
  if (performance === null) return [];
  const { kpis, segment, from, to, excluded } = performance;
  const shown = rows.map(({ group }) => group);
  const format = (isMoney: boolean, value: number | null): string =>
    value === null ? '—' : formatFigure(metric, isMoney, value);
  const body = kpis.map(({ label, isMoney, card }) => [
    label,
    ...shown.map((group) => format(isMoney, card.find((each) => each.group === group)?.value ?? null)),
  ]);
  const who = segment === null ? '' : `${segment.attribute} ${segment.value}, `;
  const left = excluded.length === 0 ? '' : `, ${excluded.length} days left out`;
  const head = ['Ratios of sums', ...shown.map((group) => GROUP_NAMES[group])];
  return [
    `${heading('Key figures', look)}${dim(` · ${who}${from} to ${to}${left}`, look)}`,
    ...table([head, ...body], look),
    ...(provisional === null ? [] : marked('·', 'dim', provisional.says, look)),
  ];
}

function options({ dimensions }: Report, look: ReportLook): string[] {
  if (dimensions.length === 0) return [];
  const share = (value: number | null) => (value === null ? '—' : formatShare(value));
  const rows = dimensions.flatMap(({ label, options: own }) =>
    own
      .toSorted((a, b) => (b.agent.share ?? 0) - (a.agent.share ?? 0))
      .map((option, i) => [
        i === 0 ? label : '',
        option.label,
        share(option.agent.share),
        share(option.agent.shareLast14),
        share(option.randomControl.share),
      ]),
  );
  const head = ['Dimension', 'Option', 'Agent', 'Last 14 d', 'Random'];
  return [heading('What was chosen', look), ...table([head, ...rows], look, 2)];
}

/** Which choice matters, what exploring cost and what learning brought. */
function beliefs({ exploration }: Report, look: ReportLook): string[] {
  if (exploration === null) return [];
  const title = heading('Which choice matters', look);
  const missing = exploration.missing === null ? [] : marked('·', 'dim', exploration.missing, look);
  if (exploration.days.length === 0) return [title, ...missing];
  const { scale, per } = beliefUnit(exploration);
  const rows = exploration.importance.map(({ dimensionLabel, worth }) =>
    worth === null
      ? [dimensionLabel, '—', 'withheld, as the uplift is']
      : [dimensionLabel, formatBelief(worth.estimate, scale), formatBelievedEnds(worth, scale)],
  );
  const { givenUp, gained } = exploration.total;
  const learned =
    gained === null
      ? 'what learning brought is withheld with the uplift'
      : `${formatBelief(gained.estimate)} gained by what was learned`;
  const total = `In all, ${formatBelief(givenUp.estimate)} given up by exploring and ${learned}.`;
  return [
    title,
    ...missing,
    ...table([['Best option against one by lot', 'Worth', '95 % of the posterior'], ...rows], look),
    ...marked('·', 'dim', `As the policy believes, ${per}; not measured. ${total}`, look),
  ];
}

function preferences({ timeline }: Report, look: ReportLook): string[] {
  const changes = timeline.filter(({ kind }) => kind === 'preferences');
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ day, details }) =>
    marked('!', 'yellow', `${formatDay(day, day)}: ${details}`, look),
  );
  return [heading('What customers prefer changed', look), ...lines];
}

function refusals({ refusals: counts }: Report, look: ReportLook): string[] {
  if (counts.length === 0) return [];
  const rows = counts.map(({ reason, today, last14 }) => [reason, formatCount(today), formatCount(last14)]);
  const head = ['Reason', 'Today', 'Last 14 d'];
  return [heading('What was refused, in customers and days', look), ...table([head, ...rows], look)];
}

/** From accepted to clicked, by group; without a feed, that nothing is known of it. */
function messages({ messages: funnel, runs }: Report, look: ReportLook): string[] {
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
  return [head, ...table([['Decisions', ...funnel.groups.map(({ group }) => GROUP_NAMES[group])], ...body], look)];
}

type Funnel = NonNullable<Report['messages']>;

/** The newest week of what the ledger claims beside what was sent. */
function reconciliation({ reconciliation: found, asOfDay }: Report, look: ReportLook): string[] {
  if (found === null || found.days.length === 0) return [];
  const rows = found.days.slice(-7).map((day) => {
    const counts = [day.accepted, day.sent, day.aborted, day.withoutEvent, day.sentTwice, day.foreign.holdout ?? 0];
    return [formatDay(day.day, asOfDay), ...counts.map((count) => (count === null ? 'too early' : formatCount(count)))];
  });
  const head = ['Day', 'Accepted', 'Sent', 'Aborted', 'No event', 'Twice', 'To holdout'];
  return [heading('Sends, day by day, and what of others the holdout got', look), ...table([head, ...rows], look)];
}

/** Of the audience and of each segment: the newest size, and what was unusual of late. */
function audience({ audience: found }: Report, look: ReportLook): string[] {
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
    ...table([head, ...rows], look),
    ...alerts.flatMap((alert) => marked('!', 'yellow', alert, look)),
    ...(found.notRead === null ? [] : marked('·', 'dim', found.notRead, look)),
  ];
}

/** The newest days with a count, and every earlier one that differs. */
const SHOWN_COUNTS = 6;

function brazeCounts({ brazeCounts: found }: Report, look: ReportLook): string[] {
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
    ...(shown.length === 0 ? [] : table([kept.map(([head]) => head), ...body], look, 2)),
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

function marked(mark: string, style: Style, text: string, look: ReportLook): string[] {
  const [first = '', ...more] = wrap(text, look.width - 4);
  return [`  ${styled(mark, style, look.color)} ${first}`, ...more.map((line) => `    ${line}`)];
}

function computed({ contrasts }: Report, look: ReportLook): string[] {
  const shown = contrasts.find((contrast) => contrast.computed.length > 0);
  if (shown === undefined) return [];
  const lines = shown.computed.flatMap(({ term, text }) => {
    const [first = '', ...more] = wrap(text, look.width - 18);
    return [`  ${dim(term.padEnd(15), look)} ${first}`, ...more.map((line) => `${' '.repeat(18)}${line}`)];
  });
  return [`${heading('How computed', look)}${dim(` · ${shown.title}`, look)}`, ...lines];
}

function notes({ notes: { real, planted } }: Report, look: ReportLook): string[] {
  if (real.length + planted.length === 0) return [];
  const line = (word: string) => (note: string) => {
    const [first = '', ...more] = wrap(note, look.width - 11);
    return [`  ${dim(word.padEnd(8), look)} ${first}`, ...more.map((rest) => `${' '.repeat(11)}${rest}`)];
  };
  return [
    heading('What is real and what is planted', look),
    ...real.flatMap(line('real')),
    ...planted.flatMap(line('planted')),
  ];
}

/** Left-aligned up to `leftColumns`, right-aligned after; the widest left cell gives way where the width ends. */
function table(rows: readonly (readonly string[])[], look: ReportLook, leftColumns = 1): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const excess = widths.reduce((sum, width) => sum + width + 2, 0) - look.width;
  const widest = widths.indexOf(Math.max(...widths.slice(0, leftColumns)));
  if (excess > 0) widths[widest] = Math.max(4, widths[widest]! - excess);
  return rows.map((row, i) => {
    const cells = row.map((text, column) => {
      const width = widths[column]!;
      const fitted = text.length > width ? `${text.slice(0, width - 1)}…` : text;
      return column < leftColumns ? fitted.padEnd(width) : fitted.padStart(width);
    });
    const line = `  ${cells.join('  ')}`.trimEnd();
    return i === 0 ? dim(line, look) : line;
  });
}

const heading = (text: string, { color }: ReportLook): string => styled(text, 'bold', color);
const dim = (text: string, { color }: ReportLook): string => styled(text, 'dim', color);
