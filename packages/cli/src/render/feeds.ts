/** The feeds of a workspace, for people: a block for each, its lines only where there is something to say. */
import { EVENT_AGES } from '@fitly/core/data';
import { AGE_WORDS } from '@fitly/core/report';
import type { FeedState } from '@fitly/service';
import { wrap } from './wrap.ts';

const LABEL_WIDTH = 12;
const count = new Intl.NumberFormat('en-US');

export function renderFeeds(states: readonly FeedState[], width: number): string[] {
  if (states.length === 0) return ['No feeds. Name one under feeds: in fitly.yaml; docs/guides/feeds.md shows how.'];
  return states.flatMap((state, index) => [...(index === 0 ? [] : ['']), ...renderFeed(state, width)]);
}

function renderFeed(state: FeedState, width: number): string[] {
  const { name, kind, format, folder, required } = state;
  const lines: readonly (readonly [string, string | null])[] = [
    sourceOf(state),
    [kind === 'events' ? 'events' : 'rows', rowsOf(state)],
    ['arrived', agesOf(state)],
    ['set aside', setAsideOf(state)],
    [
      'personal',
      state.suspected === 0 ? null : `${count.format(state.suspected)} values look personal: missing, never kept`,
    ],
    ...state.files.unreadable.map(
      ({ path, reason }) => ['unreadable', folder === null ? reason : `${path}: ${reason}`] as const,
    ),
    [
      'columns',
      state.drift === null ? null : `${state.drift.changes.join('; ')} (since ${instant(state.drift.takenAt)})`,
    ],
    ...state.doubts.map((doubt) => ['look at', doubt] as const),
    ['serves', state.agents.length === 0 ? 'no agent yet' : state.agents.join(', ')],
  ];
  return [
    `${name}: ${kind}, ${format}, ${placeOf(state)}${required ? ', required' : ''}`,
    ...lines.flatMap(([label, text]) => (text === null ? [] : labelled(label, text, width))),
  ];
}

function placeOf({ folder, posted }: FeedState): string {
  if (posted !== null) return 'posted to /api/v1/events';
  return folder === null ? 'by its query' : `folder ${folder}`;
}

function sourceOf(state: FeedState): readonly [string, string] {
  if (state.posted !== null) return ['journal', journalOf(state.posted, state)];
  return state.folder === null ? ['query', readingsOf(state)] : ['files', filesOf(state)];
}

function journalOf(posted: number, { files: { taken }, takenAt }: FeedState): string {
  const last = takenAt === null ? 'never taken in yet' : `taken in ${timesOf(taken)}; last ${instant(takenAt)}`;
  return `${count.format(posted)} waiting for the next run, ${last}`;
}

function labelled(label: string, text: string, width: number): string[] {
  const [first = '', ...rest] = wrap(text, width - LABEL_WIDTH - 2);
  return [`  ${label.padEnd(LABEL_WIDTH)}${first}`, ...rest.map((line) => `  ${' '.repeat(LABEL_WIDTH)}${line}`)];
}

function readingsOf({ files: { taken, unreadable }, readUpTo, takenAt }: FeedState): string {
  if (takenAt === null) return 'not read yet';
  const upTo = readUpTo === null ? '' : ` up to rows made at ${instant(readUpTo)}`;
  return `read ${timesOf(taken)}${upTo}; last ${instant(takenAt)}${unreadable.length === 0 ? '' : ', which failed'}`;
}

const timesOf = (taken: number): string => (taken === 1 ? 'once' : `${count.format(taken)} times`);

function filesOf({ folderExists, files, takenAt }: FeedState): string {
  if (!folderExists) return 'the folder is not there';
  const waiting = files.waiting === 0 ? [] : [`${count.format(files.waiting)} waiting for the next run`];
  const unreadable = files.unreadable.length === 0 ? [] : [`${files.unreadable.length} that cannot be read`];
  const counts = [`${count.format(files.taken)} taken`, ...waiting, ...unreadable].join(', ');
  const newest = files.last === null ? '' : `; newest ${files.last}`;
  return `${counts}${newest}${takenAt === null ? '' : `, last looked at ${instant(takenAt)}`}`;
}

function rowsOf({ rows, names, duplicates, notCounted, waiting, newestAt, newestDay }: FeedState): string {
  const named = Object.entries(names).map(([name, rowsOfName]) => `${name} ${count.format(rowsOfName)}`);
  const more = [
    ...(duplicates === 0 ? [] : [`${count.format(duplicates)} ${duplicates === 1 ? 'repeat' : 'repeats'}`]),
    ...(notCounted === 0 ? [] : [`${count.format(notCounted)} that nobody counts`]),
    ...(waiting === 0 ? [] : [`${count.format(waiting)} made after the clock of the run: they wait`]),
  ];
  const kept = `${count.format(rows)} kept${named.length === 0 ? '' : ` (${named.join(', ')})`}`;
  const newest = newestAt === null ? (newestDay === null ? null : `of ${newestDay}`) : instant(newestAt);
  return `${[kept, ...more].join(', ')}${newest === null ? '' : `; newest ${newest}`}`;
}

function agesOf({ kind, rows, ages }: FeedState): string | null {
  if (kind === 'snapshot' || rows === 0) return null;
  const shown = EVENT_AGES.filter((age) => ages[age] > 0);
  return `${shown.map((age) => `${AGE_WORDS[age]}: ${count.format(ages[age])}`).join(' · ')} after they happened`;
}

function setAsideOf({ setAside }: FeedState): string | null {
  const reasons = Object.entries(setAside).sort(([, a], [, b]) => b - a);
  if (reasons.length === 0) return null;
  return `${reasons.map(([reason, rows]) => `${count.format(rows)} ${reason}`).join('; ')} (lines in quarantine/)`;
}

/** To the minute, in UTC. */
const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
