/** GET /templates/email/info (contract §5). */
import { type Endpoint, found } from '../../endpoint.ts';
import { isoSeconds } from '../../iso-time.ts';
import { findTemplate } from './find-template.ts';

export const templatesEmailInfo: Endpoint = {
  method: 'GET',
  path: '/templates/email/info',
  permission: 'templates.email.info',
  answer: ({ query }, workspace) => {
    const template = findTemplate(query, workspace);
    const { id, name, description, subject, body, preheader, plaintextBody, shouldInlineCss, tags } = template;
    return found({
      email_template_id: id,
      template_name: name,
      description,
      subject,
      ...(preheader !== null && { preheader }),
      body,
      ...(plaintextBody !== null && { plaintext_body: plaintextBody }),
      ...(shouldInlineCss !== null && { should_inline_css: shouldInlineCss }),
      tags,
      created_at: isoSeconds(template.createdAt),
      updated_at: isoSeconds(template.updatedAt),
    });
  },
};
