/** The template that a request names. */
import type { EmailTemplate } from '../../../state/templates.ts';
import type { Workspace } from '../../../workspace.ts';
import { type Json, own, require400 } from '../../checks.ts';

export function findTemplate(request: Json, { templates }: Workspace): EmailTemplate {
  const id = own(request, 'email_template_id');
  const template = typeof id === 'string' ? templates.get(id) : undefined;
  require400(template !== undefined, 'email_template_id must be a string of the email template api identifier');
  return template;
}
