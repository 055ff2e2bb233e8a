/** What a sandbox knows about a campaign: what the details show, and the brakes of its dashboard. */
import type { Instant } from '@fitly/core/terms';
import type { Channel } from '../audience/audience.ts';

/** How a campaign is started. `api_campaign` is the one whose content comes with `/messages/send`. Names are ours. */
export const SCHEDULE_TYPES = ['api_triggered', 'api_campaign', 'time_based', 'action_based'] as const;
type ScheduleType = (typeof SCHEDULE_TYPES)[number];

/** One message variation. */
export interface MessageDefinition {
  readonly id: string;
  readonly name?: string;
  readonly channel: Channel;
  /** A control variation: whoever gets it gets nothing. */
  readonly control?: boolean;
  /** Share of recipients, relative to the other variations; default 1. */
  readonly weight?: number;
  /** As the details show them (contract §4.2), e.g. `subject`, `body`, `from`; texts may hold Liquid. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** What counts as a conversion, as the details show it. */
export interface ConversionBehavior {
  readonly type: string;
  /** Seconds after the send. */
  readonly window: number;
  readonly product?: string;
  readonly custom_event_name?: string;
}

export interface CampaignDefinition {
  readonly id: string;
  readonly name?: string;
  readonly description?: string;
  /** Default `api_triggered`. */
  readonly scheduleType?: ScheduleType;
  /** At least one. Recipients keep their variation for good. */
  readonly messages: readonly MessageDefinition[];
  readonly conversionBehaviors?: readonly ConversionBehavior[];
  readonly tags?: readonly string[];
  readonly teams?: readonly string[];
  readonly archived?: boolean;
  readonly draft?: boolean;
  /** Default true; false = stopped in the dashboard. */
  readonly enabled?: boolean;
  /** Id of the segment that the dashboard narrows it to; default null: everyone. */
  readonly segmentId?: string | null;
  /** How long after a send the campaign skips its recipient; default null: never. */
  readonly reEligibleAfterMs?: number | null;
  /** Whether the frequency cap of the workspace brakes it; default false. */
  readonly frequencyCapped?: boolean;
  readonly createdAt?: Instant;
  readonly updatedAt?: Instant;
}

type MessageVariation = Required<MessageDefinition>;
export type Message = MessageVariation;
export interface Campaign extends Required<Omit<CampaignDefinition, 'messages'>> {
  readonly messages: readonly MessageVariation[];
}

export const messageOf = (definition: MessageDefinition): MessageVariation => ({
  name: definition.id,
  control: false,
  weight: 1,
  content: {},
  ...definition,
});

export const campaignOf = (definition: CampaignDefinition, startAt: Instant): Campaign => ({
  name: definition.id,
  description: '',
  scheduleType: 'api_triggered',
  conversionBehaviors: [],
  tags: [],
  teams: [],
  archived: false,
  draft: false,
  enabled: true,
  segmentId: null,
  reEligibleAfterMs: null,
  frequencyCapped: false,
  createdAt: startAt,
  updatedAt: definition.createdAt ?? startAt,
  ...definition,
  messages: definition.messages.map(messageOf),
});
