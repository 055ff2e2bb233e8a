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
  /** IANA name, of instants that name no zone; null: such rows are set aside. */
  readonly timeZone: string | null;
}

/** Every value is the name of a column in the file. */
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

export interface EventFileFeed extends FromFiles {
  readonly kind: 'events';
  readonly columns: EventColumns;
  /** ISO 4217; null: not said. */
  readonly currency: string | null;
  /** What one unit of the amount is worth in the currency: 0.01 for cents; above 0. */
  readonly unit: number;
}

export interface SnapshotColumns {
  readonly customer: string;
  /** Null: the day of arrival. */
  readonly asOf: string | { readonly fileName: true } | null;
  /** Attribute of the context → column, where the names differ. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SnapshotFileFeed extends FromFiles {
  readonly kind: 'snapshot';
  readonly columns: SnapshotColumns;
}

export type Feed = CurrentsFeed | EventFileFeed | SnapshotFileFeed;

/** Of a feed in which `checkFeeds` found nothing. */
export function typedFeed({ kind, format, folder, required, columns, ...rest }: FeedInput): Feed {
  const watched = { folder, required };
  if (format === 'currents' || columns === undefined) return { kind: 'events', format: 'currents', ...watched };
  const files = { format, ...watched, timeZone: zoneOf(rest.timeZone) };
  const { customer, event = '', at = '', createdAt = null, id = null, amount = null, fields = {} } = columns;
  const { asOf = null, attributes = {} } = columns;
  if (kind === 'snapshot') return { kind, ...files, columns: { customer, asOf, attributes } };
  return {
    kind,
    ...files,
    columns: { customer, event, at, createdAt, id, amount, fields },
    currency: rest.currency ?? null,
    unit: rest.unit ?? 1,
  };
}

const zoneOf = (name: string | undefined): string | null => (name === undefined ? null : resolveZone(name, name));
