/** POST /templates/email/update (contract §5): what is not given stays. */
import { record } from '../../../record.ts';
import { bodyObject, require400 } from '../../checks.ts';
import { created, type Endpoint } from '../../endpoint.ts';
import { findTemplate } from './find-template.ts';
import { readTemplateFields } from './template-fields.ts';

export const templatesEmailUpdate: Endpoint = {
  method: 'POST',
  path: '/templates/email/update',
  permission: 'templates.email.update',
  answer: ({ body: raw }, workspace) => {
    const body = bodyObject(raw);
    const template = findTemplate(body, workspace);
    const fields = readTemplateFields(body, workspace);
    require400(Object.keys(fields).length > 0, 'At least one field to update is required');
    const at = workspace.clock.now();
    record({ kind: 'template', at, template: { ...template, ...fields, updatedAt: at } }, workspace);
    return created({ email_template_id: template.id, message: 'success' });
  },
};
