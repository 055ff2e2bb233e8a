/** Which field of a profile says whether a channel may reach its user. */
import type { Channel } from '../audience/audience.ts';

/** Channel → field of the profile that closes it. That of SMS is the sandbox's own and in no export: Braze has groups there. */
export const SUBSCRIPTION: ReadonlyMap<Channel, string> = new Map([
  ['email', 'email_subscribe'],
  ['push', 'push_subscribe'],
  ['sms', 'sms_subscribe'],
]);
