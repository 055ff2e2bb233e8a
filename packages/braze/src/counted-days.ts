/** Series of campaigns and canvases as one list of counts: what the daily loop stores of them. */
import type { CountedDay } from '@fitly/core/ports';
import type { CanvasDay } from './canvas/data-series.ts';
import type { CampaignDay, MessageStats } from './series.ts';

export const countedCampaign = (days: readonly CampaignDay[]): CountedDay[] =>
  days.flatMap(({ day, messages, uniqueRecipients, conversions, conversionsBySendTime, revenue }) => [
    ...countedMessages(day, messages),
    {
      day,
      variationId: null,
      channel: 'campaign',
      counts: {
        unique_recipients: uniqueRecipients,
        conversions: conversions[0],
        conversions_by_send_time: conversionsBySendTime,
        revenue,
      },
    },
  ]);

/** The messages of all steps, under the variation ids that Braze gives them, and the figures of the whole canvas. */
export const countedCanvas = (days: readonly CanvasDay[]): CountedDay[] =>
  days.flatMap(({ day, total, steps }) => [
    ...Object.values(steps).flatMap(({ messages }) => countedMessages(day, messages)),
    { day, variationId: null, channel: 'canvas', counts: total },
  ]);

const countedMessages = (day: CountedDay['day'], messages: MessageStats): CountedDay[] =>
  Object.entries(messages).flatMap(([channel, variations]) =>
    variations.map(({ variationId, counts }) => ({ day, variationId, channel, counts })),
  );
