/**
 * Whom a triggered send is for (Braze docs, recipient object and connected audience). Recipients by e-mail address are left
 * out on purpose: Fitly holds no addresses.
 */

import type { Json, JsonObject } from './json.ts';
import type { Ticket } from './limiter/buckets.ts';

export type Recipient = Addressee & {
  /** Override equal keys of the request's own properties. */
  readonly properties?: JsonObject;
  /** Written to the profile before the message is sent, in the same call. */
  readonly attributes?: JsonObject;
};
type Addressee =
  | { readonly externalId: string }
  | { readonly brazeId: string }
  | { readonly alias: { readonly name: string; readonly label: string } };

/** Named recipients, or everybody whom the audience (and the campaign's own) holds. */
export type Target =
  | { readonly recipients: readonly Recipient[] }
  | { readonly broadcast: true; readonly audience?: Audience };

/** Filters on custom attributes and subscriptions, nested; checked by Braze. */
export type Audience =
  | { readonly AND: readonly Audience[] }
  | { readonly OR: readonly Audience[] }
  | { readonly custom_attribute: { custom_attribute_name: string; comparison: string; value?: Json } }
  | { readonly push_subscription_status: { comparison: 'is' | 'is_not'; value: string } }
  | { readonly email_subscription_status: { comparison: 'is' | 'is_not'; value: string } }
  | { readonly last_used_app: { comparison: 'after' | 'before'; value: string } };

const MAX_RECIPIENTS = 50;
/** Braze says "50 KB" of properties; the smaller reading. */
const MAX_PROPERTIES_BYTES = 50_000;

/** What campaigns call `trigger_properties`, canvases call `context`. */
export type PropertiesName = 'trigger_properties' | 'context';

export function targetBody(target: Target, properties: PropertiesName): object {
  if ('broadcast' in target) return { broadcast: true, audience: target.audience };
  return { recipients: target.recipients.map((recipient) => recipientBody(recipient, properties)) };
}

function recipientBody(recipient: Recipient, properties: PropertiesName): object {
  const rest = { [properties]: recipient.properties, attributes: recipient.attributes };
  if ('alias' in recipient) {
    // `send_to_existing_only` is not usable with aliases.
    return { user_alias: { alias_name: recipient.alias.name, alias_label: recipient.alias.label }, ...rest };
  }
  const id = 'externalId' in recipient ? { external_user_id: recipient.externalId } : { braze_id: recipient.brazeId };
  return { ...id, ...rest, send_to_existing_only: true };
}

/** Why the request may not go out, or null. Checked here because Braze would refuse (or cut) the whole batch. */
export function beyondLimits(target: Target, properties: JsonObject | undefined): string | null {
  const shared = bytesOf(properties);
  if (shared > MAX_PROPERTIES_BYTES) return `properties_too_long: ${shared} bytes, expected at most 50000`;
  if ('broadcast' in target) return null;
  const { recipients } = target;
  if (recipients.length === 0) return 'no_recipients: expected 1 to 50';
  if (recipients.length > MAX_RECIPIENTS) return `too_many_recipients: ${recipients.length} given, expected 1 to 50`;
  for (const [i, recipient] of recipients.entries()) {
    const bytes = bytesOf(recipient.properties);
    if (bytes > MAX_PROPERTIES_BYTES) {
      return `properties_too_long: ${bytes} bytes for recipient ${i + 1} of ${recipients.length}, expected at most 50000`;
    }
  }
  return null;
}

const bytesOf = (properties: JsonObject | undefined): number =>
  properties === undefined ? 0 : Buffer.byteLength(JSON.stringify(properties));

/** How minor errors could name each recipient. */
export function namesOf(target: Target): readonly string[] {
  if ('broadcast' in target) return [];
  return target.recipients.map((one) =>
    'externalId' in one ? one.externalId : 'brazeId' in one ? one.brazeId : one.alias.name,
  );
}

/** Sends to everybody have limits of their own, over all audiences and per audience. */
export function ticketsOf(id: string, target: Target): readonly Ticket[] {
  if (!('broadcast' in target)) return [{ bucket: 'shared' }];
  return broadcastTickets(`${id} ${JSON.stringify(target.audience ?? null)}`);
}

export const broadcastTickets = (key: string): readonly Ticket[] => [
  { bucket: 'broadcast' },
  { bucket: 'broadcast_audience', key },
];
