/** Diagnostics: from the audience to what followed with reasons, day by day, and what arrives. */
import {
  AGE_WORDS,
  formatCount,
  formatDay,
  formatPlain,
  formatShare,
  GROUP_NAMES,
  type InboundState,
  type Report,
} from '@fitly/core/report';
import { alignedTable, dim, heading, marked, type ReportLook } from './lines.ts';

/** Each stage with what Braze counts of it, and under it why those of the stage before are not in it. */
export function funnel({ funnel: found, asOfDay }: Report, look: ReportLook): string[] {
  if (found === null) return [];
  const count = (value: number | null | undefined): string => (value == null ? '—' : formatCount(value));
  const hasBraze = found.stages.some(({ braze }) => braze !== null);
  const rows = found.stages.flatMap(({ label, all, groups, braze, lost }) => [
    [label, ...found.groups.map((group) => count(groups[group])), count(all), ...(hasBraze ? [count(braze)] : [])],
    ...lost.map((each) => [
      `  less ${each.reason}`,
      ...found.groups.map((group) => count(each.groups[group])),
      count(each.all),
      ...(hasBraze ? [''] : []),
    ]),
  ]);
  const head = [
    'Decisions, each once',
    ...found.groups.map((group) => GROUP_NAMES[group]),
    'All',
    ...(hasBraze ? ['Braze counts'] : []),
  ];
  const since = found.brazeFrom === null ? '' : ` · Braze since ${formatDay(found.brazeFrom, asOfDay)}`;
  return [`${heading('The way out', look)}${dim(since, look)}`, ...alignedTable([head, ...rows], look)];
}

/** What stayed in doubt, by the hour at which it was to be sent and by what was chosen. */
export function doubts({ doubts: rows, funnel: found, dimensions }: Report, look: ReportLook): string[] {
  if (rows.length === 0) return [];
  const groups = found?.groups ?? [];
  const labelOf = (dimension: string | null, option: string): string => {
    if (dimension === null) return `${option}:00`;
    const known = dimensions.find(({ id }) => id === dimension);
    return `${known?.label ?? dimension}: ${known?.options.find(({ id }) => id === option)?.label ?? option}`;
  };
  const body = rows.map(({ dimension, option, all, groups: counts }) => [
    labelOf(dimension, option),
    ...groups.map((group) => formatCount(counts[group] ?? 0)),
    formatCount(all),
  ]);
  const head = ['Sent at, chosen', ...groups.map((group) => GROUP_NAMES[group]), 'All'];
  return [heading('In doubt, never sent again', look), ...alignedTable([head, ...body], look)];
}

const SHOWN_DAYS = 14;

/** The newest days from the audience to Braze. */
export function outbound({ outbound: days, asOfDay }: Report, look: ReportLook): string[] {
  if (days.length === 0) return [];
  const shown = days.slice(-SHOWN_DAYS);
  const rows = shown.map((day) => [
    formatDay(day.day, asOfDay),
    day.audience === null ? '—' : formatCount(day.audience),
    ...[day.due, day.noEligibleAction, day.overBudget, day.chosen, day.accepted, day.notSent, day.inDoubt].map(
      formatCount,
    ),
  ]);
  const head = ['Day', 'Audience', 'Due', 'None eligible', 'Over budget', 'Chosen', 'Accepted', 'Not sent', 'In doubt'];
  const outside = Object.entries(shown.at(-1)?.outside ?? {}).map(
    ([reason, customers]) => `${reason} ${formatCount(customers)}`,
  );
  const idle = shown.flatMap(({ day, idle: why }) => (why === null ? [] : [`${formatDay(day, asOfDay)} ${why}`]));
  return [
    heading('Day by day to Braze', look),
    ...alignedTable([head, ...rows], look, 1, [1, 3, 4, 5]),
    ...(outside.length === 0
      ? []
      : marked('·', 'dim', `Outside the audience on the newest day: ${outside.join(', ')}.`, look)),
    ...(idle.length === 0 ? [] : marked('·', 'dim', `Nobody was decided for: ${idle.join(', ')}.`, look)),
  ];
}

const STATE_WORDS: Readonly<Record<InboundState, string>> = {
  ok: 'ok',
  empty: 'nothing yet',
  missing: 'no folder',
  unreadable: 'unreadable',
};

/** What arrives by itself, and how old events were when they came. */
export function inbound({ inbound: feeds }: Report, look: ReportLook): string[] {
  if (feeds.length === 0) return [];
  const rows = feeds.map((feed) => [
    feed.name,
    STATE_WORDS[feed.state],
    feed.newestDay ?? '—',
    formatCount(feed.kept),
    formatCount(feed.repeats),
    formatCount(Object.values(feed.setAside).reduce((sum, own) => sum + own, 0)),
    feed.lateShare === null ? '—' : formatShare(feed.lateShare),
  ]);
  const ages = feeds.flatMap(({ name, lateness }) => {
    const told = lateness.flatMap(({ age, events }) =>
      events === 0 ? [] : [`${AGE_WORDS[age]} ${formatCount(events)}`],
    );
    return told.length === 0 ? [] : marked('·', 'dim', `${name}, age at arrival: ${told.join(', ')}.`, look);
  });
  const head = ['Feed', 'State', 'Newest day', 'Kept', 'Repeats', 'Set aside', 'A day late'];
  return [heading('What arrives', look), ...alignedTable([head, ...rows], look, 2, [2, 4]), ...ages];
}

/** Takings-in that are shown of each feed. */
const SHOWN_DELIVERIES = 7;

/** The newest deliveries: how many files, how large, and what was kept of them. */
export function deliveries({ inbound: feeds }: Report, look: ReportLook): string[] {
  const size = (bytes: number | null): string => (bytes === null ? '—' : formatPlain(bytes / 1e6, 3));
  const rows = feeds.flatMap(({ name, deliveries: all }) =>
    all
      .slice(-SHOWN_DELIVERIES)
      .map(({ takenAt, files, meanBytes, largestBytes, rows: kept }, at) => [
        at === 0 ? name : '',
        new Date(takenAt).toISOString().slice(0, 16).replace('T', ' '),
        formatCount(files),
        size(meanBytes),
        size(largestBytes),
        formatCount(kept),
      ]),
  );
  if (rows.length === 0) return [];
  const head = ['Feed', 'Taken, UTC', 'Files', 'Mean MB', 'Largest MB', 'Rows kept'];
  return [heading('Deliveries', look), ...alignedTable([head, ...rows], look, 2, [3])];
}

/** Message events of the agent's campaigns that found their decision. */
export function joins({ joins: found }: Report, look: ReportLook): string[] {
  if (found.length === 0) return [];
  const rows = found.map(({ kind, joined, notJoined }) => [
    kind,
    formatCount(joined),
    formatCount(notJoined),
    joined + notJoined === 0 ? '—' : formatShare(joined / (joined + notJoined)),
  ]);
  return [
    heading('Message events and their decisions', look),
    ...alignedTable([['Kind', 'Joined', 'Not', 'Rate'], ...rows], look),
  ];
}
