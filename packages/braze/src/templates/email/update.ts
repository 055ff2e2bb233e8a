/**
 * POST /templates/email/update: sets the given parts. Repeatable: twice leaves the same template.
 * https://www.braze.com/docs/api/endpoints/templates/email_templates/post_update_email_template
 */
import { z } from 'zod';
import type { WriteResult } from '../../answer.ts';
import { type Caller, settled, writeRepeatable } from '../../call.ts';
import { refusedHere } from '../../send.ts';
import { type EmailTemplate, refusalOfTemplate, templateBody } from './template.ts';

export async function updateEmailTemplate(
  caller: Caller,
  emailTemplateId: string,
  changes: Partial<EmailTemplate>,
): Promise<WriteResult<unknown>> {
  if (Object.keys(changes).length === 0) return refusedHere('nothing_to_change: give at least one part');
  const refusal = refusalOfTemplate(changes);
  if (refusal !== null) return refusedHere(refusal);
  const body = { email_template_id: emailTemplateId, ...templateBody(changes) };
  return settled(
    caller,
    await writeRepeatable(caller, { path: '/templates/email/update', body, answer: z.object({}) }),
  );
}
