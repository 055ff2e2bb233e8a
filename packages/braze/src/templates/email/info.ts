/**
 * GET /templates/email/info: a whole template. Drag-and-drop templates are not readable.
 * https://www.braze.com/docs/api/endpoints/templates/email_templates/get_see_email_template_information
 */
import { z } from 'zod';
import { type Caller, read } from '../../call.ts';
import { expectId } from '../../checks.ts';
import { flag, id, instant, text, texts } from '../../wire.ts';

const info = z
  .object({
    email_template_id: id,
    template_name: z.string(),
    description: text,
    subject: text,
    preheader: text,
    body: text,
    plaintext_body: text,
    should_inline_css: flag,
    tags: texts,
    created_at: instant,
    updated_at: instant,
  })
  .transform((found) => ({
    emailTemplateId: found.email_template_id,
    name: found.template_name,
    description: found.description,
    subject: found.subject,
    preheader: found.preheader,
    body: found.body,
    plaintextBody: found.plaintext_body,
    shouldInlineCss: found.should_inline_css,
    tags: found.tags,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
  }));
export type EmailTemplateInfo = z.output<typeof info>;

export const emailTemplateInfo = (caller: Caller, emailTemplateId: string): Promise<EmailTemplateInfo> =>
  read(caller, {
    path: '/templates/email/info',
    query: { email_template_id: expectId('emailTemplateId', emailTemplateId) },
    answer: info,
  });
