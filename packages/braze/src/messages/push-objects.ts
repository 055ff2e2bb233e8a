/**
 * One push as the objects of the platforms that it goes to.
 * https://www.braze.com/docs/api/objects_filters/messaging/apple_object and …/android_object
 */
import type { MessageContent, MessageVariations } from '@fitly/core/ports';

type Fields = MessageContent['fields'];
type Variations = Pick<MessageVariations, 'apple_push' | 'android_push'>;

const EXTRA = 'extra_';

/** `extra_NAME` becomes the key NAME of `extra`; the other fields stay, and Apple has its title inside the alert. */
export function pushObjects(fields: Fields, { apple_push: apple, android_push: android }: Variations) {
  const { title, alert = '', ...plain } = pick(fields, (name) => !name.startsWith(EXTRA));
  const extra = renamed(pick(fields, (name) => name.startsWith(EXTRA)));
  const titled = title === undefined ? {} : { title };
  const shared = { ...plain, ...(Object.keys(extra).length > 0 && { extra }) };
  const appleAlert = title === undefined ? alert : { title, body: alert };
  return {
    ...(apple !== undefined && { apple_push: { ...shared, alert: appleAlert, message_variation_id: apple } }),
    ...(android !== undefined && { android_push: { ...shared, ...titled, alert, message_variation_id: android } }),
  };
}

const pick = (fields: Fields, wanted: (name: string) => boolean): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));

const renamed = (extras: Fields): Fields =>
  Object.fromEntries(Object.entries(extras).map(([name, value]) => [name.slice(EXTRA.length), value]));
