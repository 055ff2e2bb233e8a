/** A feed of `fitly.yaml` after all checks: what goes with its kind and format, and nothing else. */
import { resolveZone } from '@fitly/core/time';
import type { FeedInput, FileFormat } from './feed-schema.ts';

interface Watched {
  readonly folder: string;
  /** A run stops when it has nothing to read, or something that cannot be read. */
  readonly required: boolean;
}

export interface CurrentsFeed extends Watched {
  readonly kind: 'events';
  readonly format: 'currents';
}

interface FromFiles extends Watched {
  readonly format: FileFormat;
}

interface FromQuery {
  readonly format: 'postgres';
  readonly required: boolean;
  /** One statement that reads; without a semicolon at its end. */
  readonly query: string;
  /** Where the address of the database is, with its secret. */
  readonly url: { readonly file: string } | { readonly variable: string } | { readonly secret: string };
  /** Of one statement; from 1 to 3,600. */
  readonly timeoutSeconds: number;
}

/** Every value is the name of a column. */
export interface EventColumns {
  readonly customer: string;
  readonly event: string | { readonly is: string };
  readonly at: string;
  readonly createdAt: string | null;
  readonly id: string | null;
  readonly amount: string | null;
  /** Declared field → column, where the names differ. */
  readonly fields: Readonly<Record<string, string>>;
}

/** What rows of events mean. */
export interface EventMeaning {
  readonly kind: 'events';
  readonly columns: EventColumns;
  /** IANA name, of instants that name no zone; null: such rows are set aside. */
  readonly timeZone: string | null;
  /** ISO 4217; null: not said. */
  readonly currency: string | null;
  /** What one unit of the amount is worth in the currency: 0.01 for cents; above 0. */
  readonly unit: number;
}

export type EventFileFeed = FromFiles & EventMeaning;

export interface SnapshotColumns {
  readonly customer: string;
  /** Null: the day of arrival. */
  readonly asOf: string | { readonly fileName: true } | null;
  /** Attribute of the context → column, where the names differ. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What rows of snapshots mean. */
export interface SnapshotMeaning {
  readonly kind: 'snapshot';
  readonly columns: SnapshotColumns;
  /** IANA name, of instants that name no zone; null: such rows are set aside. */
  readonly timeZone: string | null;
}

export type SnapshotFileFeed = FromFiles & SnapshotMeaning;

type EventQueryFeed = FromQuery &
  EventMeaning & {
    /** By which it is read little by little, and by which a row that comes again is known. */
    readonly columns: { readonly createdAt: string; readonly id: string };
    readonly overlapHours: number;
  };

type SnapshotQueryFeed = FromQuery & SnapshotMeaning;

/** Events that programs post to the service. */
export interface RestFeed extends EventMeaning {
  readonly format: 'rest';
  /** A run stops while none has ever come. */
  readonly required: boolean;
  /** By its id an event that is posted again is known. */
  readonly columns: EventColumns & { readonly id: string };
}

export type FileFeed = CurrentsFeed | EventFileFeed | SnapshotFileFeed;
export type QueryFeed = EventQueryFeed | SnapshotQueryFeed;
export type Feed = FileFeed | QueryFeed | RestFeed;

/** Of a feed in which `checkFeeds` found nothing. */
export function typedFeed(input: FeedInput): Feed {
  const { format, required, columns, folder = '' } = input;
  const watched = { folder, required };
  if (format === 'currents' || columns === undefined) return { kind: 'events', format: 'currents', ...watched };
  if (format === 'rest') {
    const meaning = eventMeaning(input, columns);
    return { format, required, ...meaning, columns: { ...meaning.columns, id: columns.id ?? '' } };
  }
  if (format !== 'postgres') return { format, ...watched, ...meaningOf(input, columns) };
  const query = { format, required, query: statementOf(input.query), url: urlOf(input) };
  const common = { ...query, timeoutSeconds: input.timeoutSeconds ?? 300 };
  const meaning = meaningOf(input, columns);
  if (meaning.kind === 'snapshot') return { ...common, ...meaning };
  const { createdAt = '', id = '' } = columns;
  return {
    ...common,
    ...meaning,
    columns: { ...meaning.columns, createdAt, id },
    overlapHours: input.overlapHours ?? 24,
  };
}

type Columns = NonNullable<FeedInput['columns']>;

function meaningOf(input: FeedInput, columns: Columns): EventMeaning | SnapshotMeaning {
  if (input.kind === 'events') return eventMeaning(input, columns);
  const { customer, asOf = null, attributes = {} } = columns;
  return { kind: 'snapshot', columns: { customer, asOf, attributes }, timeZone: zoneOf(input.timeZone) };
}

function eventMeaning(input: FeedInput, columns: Columns): EventMeaning {
  const { timeZone, currency = null, unit = 1 } = input;
  const { customer, event = '', at = '', createdAt = null, id = null, amount = null, fields = {} } = columns;
  return {
    kind: 'events',
    columns: { customer, event, at, createdAt, id, amount, fields },
    ...{ timeZone: zoneOf(timeZone), currency, unit },
  };
}

const statementOf = (query = ''): string => query.trim().replace(/;$/, '').trimEnd();

function urlOf({ urlFile, urlVariable = '', urlSecret }: FeedInput): QueryFeed['url'] {
  if (urlSecret !== undefined) return { secret: urlSecret };
  return urlFile === undefined ? { variable: urlVariable } : { file: urlFile };
}

const zoneOf = (name: string | undefined): string | null => (name === undefined ? null : resolveZone(name, name));
