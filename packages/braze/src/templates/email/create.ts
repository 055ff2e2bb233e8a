/**
 * POST /templates/email/create. Not repeatable: it would make a second template, and there is no endpoint to delete one.
 * https://www.braze.com/docs/api/endpoints/templates/email_templates/post_create_email_template
 */
import { z } from 'zod';
import type { WriteResult } from '../../answer.ts';
import { type Caller, settled, writeOnce } from '../../call.ts';
import { refusedHere } from '../../send.ts';
import { id } from '../../wire.ts';
import { type EmailTemplate, refusalOfTemplate, templateBody } from './template.ts';

const answer = z
  .object({ email_template_id: id })
  .transform(({ email_template_id }) => ({ emailTemplateId: email_template_id }));

export async function createEmailTemplate(
  caller: Caller,
  template: EmailTemplate,
): Promise<WriteResult<{ readonly emailTemplateId: string }>> {
  const refusal = refusalOfTemplate(template);
  if (refusal !== null) return refusedHere(refusal);
  const path = '/templates/email/create';
  return settled(caller, await writeOnce(caller, { path, body: templateBody(template), answer }));
}
