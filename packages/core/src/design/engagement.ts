/**
 * Success events that are told of the agent's own messages rather than of what customers do otherwise. Each message counts
 * once, by its first open or click that a person made.
 */
import type { Agent } from './agent.ts';

export const ENGAGEMENT_EVENTS = {
  'message.open': 'opened_at',
  'message.click': 'clicked_at',
} as const;

/** Everything under this prefix is such an event, or a mistake. */
export const ENGAGEMENT_PREFIX = 'message.';

/** Which instant of a message is the success; null for events of other kinds. */
export const engagementInstant = ({ success }: Pick<Agent, 'success'>): 'opened_at' | 'clicked_at' | null =>
  Object.hasOwn(ENGAGEMENT_EVENTS, success.event)
    ? ENGAGEMENT_EVENTS[success.event as keyof typeof ENGAGEMENT_EVENTS]
    : null;
