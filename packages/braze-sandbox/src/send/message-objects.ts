/** Checks of the message objects of `/messages/send` (contract §2.3 and §0.2). */
import { isObject, own, require400 } from '../rest/checks.ts';
import type { EmailTemplate } from '../state/templates.ts';
import type { Json } from './request.ts';

const FROM = /^[^<>]*<[^@\s<>]+@[^@\s<>]+>$/;

/** Returns the e-mail with what its template gives; fields of the request come first. */
export function checkEmail(email: Json, templates: ReadonlyMap<string, EmailTemplate>): Json {
  require400(typeof own(email, 'app_id') === 'string', 'app_id is required for email');
  const from = own(email, 'from');
  require400(typeof from === 'string' && FROM.test(from), 'from must be of the form "Name <address>"');
  const templateId = own(email, 'email_template_id');
  if (templateId === undefined || templateId === null) {
    require400(typeof own(email, 'body') === 'string', 'body is required for email');
    return email;
  }
  const template = templates.get(String(templateId));
  require400(template !== undefined, 'Invalid email_template_id');
  const { subject, body, preheader, plaintextBody } = template;
  const given = { subject, body, ...(preheader !== null && { preheader }), plaintext_body: plaintextBody };
  return { ...given, ...email };
}

const MOST_APPLE_BYTES = 1_912;
const MOST_ANDROID_BYTES = 4_000;

export function checkPush(name: string, push: Json): void {
  const bytes = Buffer.byteLength(JSON.stringify(push));
  require400(name !== 'apple_push' || bytes <= MOST_APPLE_BYTES, 'Apple Push Length Exceeded');
  require400(name !== 'android_push' || bytes <= MOST_ANDROID_BYTES, 'Android Push Length Exceeded');
  const extra = own(push, 'extra');
  require400(extra === undefined || isObject(extra), 'Invalid Extra Push Payload');
}
