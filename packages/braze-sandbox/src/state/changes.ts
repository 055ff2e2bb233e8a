/** Everything accepted besides sends, in order: played again after a restart, it makes the same state. */
import type { Instant } from '@fitly/core/terms';
import type { Identity } from '../users/identity.ts';
import { type Log, memoryLog, openLog } from './log.ts';
import type { Schedule } from './schedules.ts';
import type { EmailTemplate } from './templates.ts';

export type Change = { readonly at: Instant } & (
  | ProfileChange
  | {
      readonly kind: 'event';
      readonly identity: Identity;
      readonly name: string;
      readonly doneAt: Instant;
      readonly properties?: Properties;
    }
  | {
      readonly kind: 'purchase';
      readonly identity: Identity;
      readonly product: string;
      readonly doneAt: Instant;
      readonly quantity: number;
      readonly cents: number;
      readonly properties?: Properties;
    }
  | { readonly kind: 'delete_user'; readonly identity: Identity }
  | { readonly kind: 'schedule'; readonly schedule: Schedule }
  | { readonly kind: 'cancel_schedule'; readonly id: string }
  | { readonly kind: 'template'; readonly template: EmailTemplate }
  | { readonly kind: 'send_id'; readonly campaignId: string; readonly sendId: string }
);

type Properties = Readonly<Record<string, unknown>>;

interface ProfileChange {
  readonly kind: 'profile';
  readonly identity: Identity;
  /** As it came, names of users included. */
  readonly object: Readonly<Record<string, unknown>>;
  /** From when on it can be read: later than `at` while a read-back fault is on. */
  readonly visibleAt: Instant;
}

export type Changes = Log<Change>;

export const memoryChanges = (): Changes => memoryLog();

/** Throws `file_unreadable` for a line that is no change, and the file system's errors. */
export const openChanges = (path: string): Changes => openLog(path, 'a change', isChange);

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' && value !== null && 'at' in value && typeof value.at === 'number' && 'kind' in value;
