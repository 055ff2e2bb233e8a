/**
 * POST /campaigns/trigger/send: one message of an API-triggered campaign to at most 50 recipients.
 * https://www.braze.com/docs/api/endpoints/messaging/send_messages/post_send_triggered_campaigns
 *
 * Not repeatable: the endpoint knows no idempotency key.
 */
import type { TriggerRequest } from '@fitly/core/ports';
import { classifySend, type SendOutcome } from '../../answer.ts';
import type { Transport } from '../../transport.ts';

const MAX_RECIPIENTS = 50;
/** Braze says "50 KB" of trigger properties; the smaller reading. */
const MAX_PROPERTIES_BYTES = 50_000;

export async function sendTriggeredCampaign(transport: Transport, request: TriggerRequest): Promise<SendOutcome> {
  const reason = beyondLimits(request);
  if (reason !== null) return { kind: 'rejected', reason, status: null };
  return classifySend(await transport.post('/campaigns/trigger/send', bodyOf(request)));
}

const bodyOf = ({ campaignId, recipients }: TriggerRequest): unknown => ({
  campaign_id: campaignId,
  recipients: recipients.map(({ externalId, properties }) => ({
    external_user_id: externalId,
    trigger_properties: properties,
    send_to_existing_only: true,
  })),
});

/** Why the request may not go out, or null. Checked here because Braze would refuse (or cut) the whole batch. */
function beyondLimits({ recipients }: TriggerRequest): string | null {
  if (recipients.length === 0) return 'no_recipients: expected 1 to 50';
  if (recipients.length > MAX_RECIPIENTS) return `too_many_recipients: ${recipients.length} given, expected 1 to 50`;
  for (const [i, { properties }] of recipients.entries()) {
    const bytes = Buffer.byteLength(JSON.stringify(properties));
    if (bytes > MAX_PROPERTIES_BYTES) {
      return `properties_too_long: ${bytes} bytes for recipient ${i + 1} of ${recipients.length}, expected at most 50000`;
    }
  }
  return null;
}
