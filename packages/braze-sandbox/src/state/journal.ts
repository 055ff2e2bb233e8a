/** The sends that were accepted, in order: the sandbox's truth. */
import type { Instant } from '@fitly/core/terms';
import type { Channel } from '../audience/audience.ts';
import { type Log, memoryLog, openLog } from './log.ts';

export interface JournalEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** Virtual instant of acceptance; of a scheduled send, of its going out. */
  readonly at: Instant;
  /** Null for a canvas, and for `/messages/send` without a campaign. */
  readonly campaignId: string | null;
  readonly canvasId?: string;
  /** 32 lower-case hex characters. */
  readonly dispatchId: string;
  readonly sendId?: string;
  readonly scheduleId?: string;
  /** It counts towards the frequency cap of its recipients. */
  readonly capped?: boolean;
  /** Content that came with `/messages/send`. */
  readonly messages?: readonly JournalMessage[];
  /** Those it reached, each once. */
  readonly recipients: readonly JournalRecipient[];
  /** Those that were named and got nothing. Braze reports none of them. */
  readonly skipped?: readonly Skipped[];
}

export interface JournalRecipient {
  /** Of a user without one, the Braze id. */
  readonly externalId: string;
  /** Trigger properties as the recipient gets them: the request's, overridden by his own. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Given when some of several channels were closed to him. */
  readonly channels?: readonly Channel[];
}

export interface JournalMessage {
  readonly channel: Channel;
  readonly variationId: string | null;
  readonly content: Readonly<Record<string, unknown>>;
  /** Of a push whose request had one for each: the platform that it is for. */
  readonly platform?: Platform;
}

export type Platform = 'apple' | 'android';

export type SkipReason =
  | 'unknown'
  | 'audience'
  | 'control'
  | 're_eligibility'
  | 'frequency_cap'
  | 'unsubscribed'
  | 'no_address'
  /** By the message's own template. */
  | 'aborted'
  | 'fault';
export interface Skipped {
  readonly externalId: string;
  readonly reason: SkipReason;
  /** Channel of the message that did not go out; absent where it came to none. */
  readonly channel?: Channel;
  /** What the template gave as its reason. */
  readonly detail?: string;
}

export type Journal = Log<JournalEntry>;

export const memoryJournal = (): Journal => memoryLog();

/** Throws `file_unreadable` for a line that is no entry, and the file system's errors. */
export const openJournal = (path: string): Journal => openLog(path, 'a send', isEntry);

const isEntry = (value: unknown, line: number): value is JournalEntry =>
  typeof value === 'object' &&
  value !== null &&
  'seq' in value &&
  value.seq === line &&
  'at' in value &&
  typeof value.at === 'number' &&
  'campaignId' in value &&
  'dispatchId' in value &&
  'recipients' in value &&
  Array.isArray(value.recipients);
