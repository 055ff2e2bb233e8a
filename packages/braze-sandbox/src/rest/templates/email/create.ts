/** POST /templates/email/create (contract §5): twice makes two templates. */
import { keyedHex } from '@fitly/core/math';
import { record } from '../../../record.ts';
import type { EmailTemplate } from '../../../state/templates.ts';
import { bodyObject, require400 } from '../../checks.ts';
import { created, type Endpoint } from '../../endpoint.ts';
import { uuidOf } from '../../schedule-endpoint.ts';
import { readTemplateFields } from './template-fields.ts';

export const templatesEmailCreate: Endpoint = {
  method: 'POST',
  path: '/templates/email/create',
  permission: 'templates.email.create',
  answer: ({ body }, workspace) => {
    const fields = readTemplateFields(bodyObject(body), workspace);
    require400(fields.name !== undefined, 'Template name is required');
    require400(fields.subject !== undefined, 'Subject is required');
    require400(fields.body !== undefined, 'Body is required');
    const at = workspace.clock.now();
    const id = uuidOf(keyedHex(workspace.key, 'template', String(workspace.templates.size)));
    const template: EmailTemplate = {
      id,
      description: '',
      preheader: null,
      plaintextBody: null,
      shouldInlineCss: null,
      tags: [],
      ...fields,
      name: fields.name,
      subject: fields.subject,
      body: fields.body,
      createdAt: at,
      updatedAt: at,
    };
    record({ kind: 'template', at, template }, workspace);
    return created({ email_template_id: id, message: 'success' });
  },
};
