/** Everything a sandbox holds at an instant. Endpoints read it, and change it through `record` and `send/accept.ts`. */
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from './audience/audience.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import type { ExportDesk } from './export/desk.ts';
import type { LineWriter } from './export/lines.ts';
import type { FaultSwitch } from './faults/switch.ts';
import type { Buckets } from './limits/buckets.ts';
import type { Dialect } from './limits/headers.ts';
import type { ReactionRates } from './reactions/rates.ts';
import type { ContentBlocks } from './render/liquid.ts';
import type { Agenda } from './state/agenda.ts';
import type { Changes } from './state/changes.ts';
import type { VirtualClock } from './state/clock.ts';
import type { Journal } from './state/journal.ts';
import type { Schedule } from './state/schedules.ts';
import type { EmailTemplate } from './state/templates.ts';
import type { People } from './users/people.ts';

export interface FrequencyCap {
  /** At most so many messages to one user … */
  readonly messages: number;
  /** … within so many days. */
  readonly days: number;
}

export interface Settings {
  /** Zone of the workspace: for users without one. */
  readonly timeZone: string;
  readonly frequencyCap: FrequencyCap | null;
  readonly rates: ReactionRates;
  /** Tags that e-mail templates may carry; null = any. */
  readonly templateTags: readonly string[] | null;
}

export interface Workspace {
  readonly key: SipKey;
  readonly startAt: Instant;
  readonly settings: Settings;
  readonly clock: VirtualClock;
  readonly agenda: Agenda;
  readonly catalogue: Catalogue;
  readonly people: People;
  readonly journal: Journal;
  readonly changes: Changes;
  readonly contentBlocks: ContentBlocks;
  /** By id, oldest first. */
  readonly templates: Map<string, EmailTemplate>;
  readonly schedules: Map<string, Schedule>;
  /** Send ids by campaign. */
  readonly sendIds: Map<string, Set<string>>;
  /** What an audience said it will do with a message, by `reactionName`; the rest follows the sandbox's rates. */
  readonly reactions: Map<string, readonly Reaction[]>;
  readonly exports: ExportDesk;
  readonly lines: LineWriter;
  readonly buckets: Buckets;
  readonly faults: FaultSwitch;
  dialect: Dialect;
  /** Puts the instants of a schedule on the agenda. */
  planSchedule(schedule: Schedule, now: Instant): void;
}

/** Names one message to one recipient. */
export const reactionName = (seq: number, externalId: string, variationId: string | null): string =>
  `${seq}|${variationId ?? ''}|${externalId}`;
