/**
 * Success events that are told of the agent's own messages rather than of what customers do otherwise. Each message counts
 * once, by its first open or click that a person made.
 */
import type { Agent, Kpi } from './agent.ts';

export const ENGAGEMENT_EVENTS = {
  'message.open': 'opened_at',
  'message.click': 'clicked_at',
} as const;

/** What a KPI may count of the agent's own messages. Opens and clicks are those by people, as the filter has it. */
export const KPI_MESSAGE_EVENTS = {
  'message.delivery': 'delivered_at',
  ...ENGAGEMENT_EVENTS,
  'message.unsubscribe': 'unsubscribed_at',
  'message.spam_report': 'reported_at',
  'message.bounce': 'bounced_at',
} as const;

/** Which instant of a message a KPI counts; null for events of other kinds. */
export const kpiInstant = ({ event }: Pick<Kpi, 'event'>): OutcomeOfMessage | null =>
  Object.hasOwn(KPI_MESSAGE_EVENTS, event) ? KPI_MESSAGE_EVENTS[event as keyof typeof KPI_MESSAGE_EVENTS] : null;

type OutcomeOfMessage = (typeof KPI_MESSAGE_EVENTS)[keyof typeof KPI_MESSAGE_EVENTS];

/** Everything under this prefix is such an event, or a mistake. */
export const ENGAGEMENT_PREFIX = 'message.';

/** Which instant of a message is the success; null for events of other kinds. */
export const engagementInstant = ({ success }: Pick<Agent, 'success'>): 'opened_at' | 'clicked_at' | null =>
  Object.hasOwn(ENGAGEMENT_EVENTS, success.event)
    ? ENGAGEMENT_EVENTS[success.event as keyof typeof ENGAGEMENT_EVENTS]
    : null;
