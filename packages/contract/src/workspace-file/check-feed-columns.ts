import { resolveZone } from '@fitly/core/time';
import type { Finding } from '../yaml/locate.ts';
import type { FeedInput } from './feed-schema.ts';

type Columns = NonNullable<FeedInput['columns']>;
type ColumnKey = keyof Columns;
type SettingKey = 'currency' | 'unit' | 'timeZone';

interface KindOfFeed {
  readonly needed: readonly ColumnKey[];
  readonly columns: readonly ColumnKey[];
  readonly settings: readonly SettingKey[];
}

const KINDS: Readonly<Record<FeedInput['kind'], KindOfFeed>> = {
  events: {
    needed: ['event', 'at'],
    columns: ['customer', 'event', 'at', 'createdAt', 'id', 'amount', 'fields'],
    settings: ['currency', 'unit', 'timeZone'],
  },
  snapshot: { needed: [], columns: ['customer', 'asOf', 'attributes'], settings: ['timeZone'] },
};
const SETTINGS = KINDS.events.settings;

/** Whether a feed says what its kind and format need, and nothing that would have no effect. */
export function checkFeedColumns(name: string, feed: FeedInput): Finding[] {
  const findings = feed.format === 'currents' ? currentsFindings(feed) : fileFindings(feed);
  return findings.map((finding) => ({ ...finding, segments: ['feeds', name, ...finding.segments] }));
}

const unused = (segments: Finding['segments'], message: string): Finding => ({ segments, message, atKey: true });

function currentsFindings(feed: FeedInput): Finding[] {
  const kind = { segments: ['kind'], message: 'Braze Currents brings events; expected `events`' };
  const extra = (['columns', ...SETTINGS] as const).filter((key) => feed[key] !== undefined);
  return [
    ...(feed.kind === 'events' ? [] : [kind]),
    ...extra.map((key) => unused([key], `\`${key}\` is not for \`format: currents\`: Braze says what its files hold`)),
  ];
}

function fileFindings(feed: FeedInput): Finding[] {
  const { kind, columns, timeZone } = feed;
  if (columns === undefined) {
    const expected = ['customer', ...KINDS[kind].needed].map((key) => `${key}: …`).join(', ');
    return [{ segments: ['columns'], message: `\`columns\` is missing; expected \`{ ${expected} }\`` }];
  }
  const findings = [
    ...columnFindings(kind, columns),
    ...(feed.format === 'postgres' ? queryColumns(kind, columns) : []),
    ...(feed.format === 'rest' ? restFindings(kind, columns) : []),
  ];
  for (const key of SETTINGS.filter((each) => feed[each] !== undefined)) {
    if (!KINDS[kind].settings.includes(key)) findings.push(unused([key], `\`${key}\` is not for \`kind: ${kind}\``));
    else if (key !== 'timeZone' && columns.amount === undefined) {
      findings.push(unused([key], `\`${key}\` is of \`columns.amount\`, which is missing`));
    }
  }
  if (timeZone !== undefined && resolveZone(timeZone, '') === '') {
    const message = `\`${timeZone}\` is not a time zone; expected an IANA name such as \`Europe/Berlin\``;
    findings.push({ segments: ['timeZone'], message });
  }
  return findings;
}

/** A query is read little by little, by creation time, and the rows that it gives again are known by their id. */
function queryColumns(kind: FeedInput['kind'], columns: Columns): Finding[] {
  if (kind === 'snapshot') {
    const isByName = typeof columns.asOf === 'object';
    return isByName ? [{ segments: ['columns', 'asOf'], message: 'A query has no file name; expected a column' }] : [];
  }
  return (['createdAt', 'id'] as const)
    .filter((key) => columns[key] === undefined)
    .map((key) => ({ segments: ['columns', key], message: `\`${key}\` is missing; events of a query need it` }));
}

/** A call that got no answer is made again: only an id tells that its events are the same. */
function restFindings(kind: FeedInput['kind'], { id }: Columns): Finding[] {
  if (kind === 'snapshot') return [{ segments: ['kind'], message: 'REST brings events; expected `events`' }];
  if (id !== undefined) return [];
  return [{ segments: ['columns', 'id'], message: '`id` is missing; events by REST need it' }];
}

function columnFindings(kind: FeedInput['kind'], columns: Columns): Finding[] {
  const { needed, columns: known } = KINDS[kind];
  const given = Object.keys(columns) as ColumnKey[];
  const expected = known.map((key) => `\`${key}\``).join(', ');
  return [
    ...needed
      .filter((key) => columns[key] === undefined)
      .map((key) => ({ segments: ['columns', key], message: `\`${key}\` is missing; \`kind: ${kind}\` needs it` })),
    ...given
      .filter((key) => !known.includes(key))
      .map((key) => unused(['columns', key], `\`${key}\` is not for \`kind: ${kind}\`; expected ${expected}`)),
  ];
}
