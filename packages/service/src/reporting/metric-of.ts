/** What an agent's success metric is called, and in which unit it counts. */
import { type Agent, engagementInstant } from '@fitly/core/design';
import type { ReportMetric } from '@fitly/core/report';

export const metricOf = (agent: Agent): ReportMetric => ({
  label: metricLabel(agent),
  event: agent.success.event,
  currency: isCount(agent) ? null : agent.success.currency,
  horizonDays: agent.success.horizonDays,
  winsorQuantile: agent.success.winsorQuantile,
  ...(engagementInstant(agent) !== null && { engagement: true }),
});

/** Whether the metric counts events; anything else is money or whatever the value expression says. */
const isCount = ({ success }: Agent): boolean => success.value === '1' && !success.subtractCosts;

/** `visit` → `visits`; money metrics are called by their event. */
function metricLabel(agent: Agent): string {
  const { event, subtractCosts } = agent.success;
  const engagement = engagementInstant(agent);
  if (engagement !== null) return ENGAGEMENT_LABELS[engagement];
  const words = event.replaceAll('_', ' ');
  if (isCount(agent)) return words.endsWith('s') ? words : `${words}s`;
  const value = event === 'purchase' ? 'revenue' : `${words} value`;
  return subtractCosts ? `${value} less costs` : value;
}

const ENGAGEMENT_LABELS = { opened_at: 'opened messages', clicked_at: 'clicked messages' } as const;
