/**
 * What every kind of feed has in common: files with known endings, read row by row into what is kept of each row. Ids are
 * hashed by the reader, so nothing behind it ever sees a raw one.
 */
import type { Agent, EventField } from '@fitly/core/design';
import type { CustomerKey, Day, Instant } from '@fitly/core/terms';
import type { Keys } from '@fitly/store';
import type { Cells, Unusable } from '../importing/parse-event.ts';
import type { ErasedCheck } from '../privacy/erased-check.ts';
import type { ColumnWatch } from './column-watch.ts';
import type { BehaviourRow, MessageRow } from './feed-tables.ts';

export interface FileToRead {
  readonly path: string;
  /** As it is named below the folder of its feed. */
  readonly name: string;
  /** Its bytes, for a reader that reads them in order; to be asked for once. */
  content(): AsyncIterable<Uint8Array>;
}

export interface ReadWith {
  readonly keys: Keys;
  readonly isErased: ErasedCheck;
  /** Nothing else is kept. */
  readonly counted: CountedEvents;
  /** Whose attributes snapshots may bring. */
  readonly agents: readonly KnowsAttributes[];
  /** Event → the names that its declared fields had in earlier takes, oldest first. */
  readonly declaredBefore: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** The clock of the run: what was made later waits. */
  readonly now: Instant;
  /** When it came: the clock of the run that found it. */
  readonly arrivedAt: Instant;
  readonly columns: ColumnWatch;
}

/** Name of an event that some agent counts → the declared fields of all agents whose success it is. */
export type CountedEvents = ReadonlyMap<string, readonly EventField[]>;

/** Names of declared fields, in the order in which a declaration is kept. */
export const fieldNames = (fields: readonly EventField[]): readonly string[] => fields.map(({ name }) => name).sort();

/** An agent, as far as snapshots go. */
export type KnowsAttributes = Pick<Agent, 'name' | 'context' | 'timeZone'>;

export type FeedRow =
  | { readonly kind: 'message'; readonly row: MessageRow }
  | {
      readonly kind: 'behaviour';
      readonly row: BehaviourRow;
      /** Ids that the same row would have had under earlier declarations of fields. */
      readonly earlierIds: readonly string[];
      /** Whether a repeat may stand in another day: the id is the source's own, and says nothing of the time. */
      readonly anyDay: boolean;
      /** Values that look personal: set aside, and missing in the row. */
      readonly suspected: number;
    }
  | {
      readonly kind: 'attributes';
      /** Null: there are no lines. */
      readonly line: number | null;
      readonly customerKey: CustomerKey;
      /** The day whose evening the row describes; null: that of its arrival. */
      readonly asOf: Day | null;
      readonly cells: Cells;
      /** Attribute of some agent → column of the cells: the same map for all rows of a file. */
      readonly columnOf: ReadonlyMap<string, string>;
    }
  /** An event that was made after the clock of the run: nobody can know of it yet. */
  | { readonly kind: 'waits'; readonly createdAt: Instant }
  /** Of behaviour that no agent counts, of nobody, or of somebody who was erased. */
  | { readonly kind: 'not_counted' }
  /** `line` null: there are none. */
  | ({ readonly kind: 'unusable'; readonly line: number | null } & Unusable);

export interface FeedReader {
  /** How the names of its files end. */
  readonly endings: readonly string[];
  /** In portions. Throws `file_unreadable`; what came before it is whole. */
  read(file: FileToRead, using: ReadWith): AsyncIterable<readonly FeedRow[]>;
}

export const NOT_COUNTED: FeedRow = { kind: 'not_counted' };
