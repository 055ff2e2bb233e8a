/**
 * GET /templates/email/list: all templates, without their content.
 * https://www.braze.com/docs/api/endpoints/templates/email_templates/get_list_email_templates
 */
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { type Caller, read } from '../../call.ts';
import { id, instant, texts } from '../../wire.ts';

const entry = z
  .object({ email_template_id: id, template_name: z.string(), created_at: instant, updated_at: instant, tags: texts })
  .transform((found) => ({
    emailTemplateId: found.email_template_id,
    name: found.template_name,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
    tags: found.tags,
  }));
export type EmailTemplateEntry = z.output<typeof entry>;

/** By `limit` and `offset`, unlike the other lists. 1,000 is the largest page; an entry has some 300 bytes. */
const PAGE_LENGTH = 1_000;

export async function* listEmailTemplates(
  caller: Caller,
  { modifiedAfter, modifiedBefore }: { readonly modifiedAfter?: Instant; readonly modifiedBefore?: Instant } = {},
): AsyncGenerator<EmailTemplateEntry> {
  const span = { modified_after: iso(modifiedAfter), modified_before: iso(modifiedBefore) };
  const answer = z.object({ templates: z.array(entry) });
  for (let offset = 0; ; offset += PAGE_LENGTH) {
    const query = { ...span, limit: PAGE_LENGTH, offset };
    const { templates } = await read(caller, {
      path: '/templates/email/list',
      query,
      answer,
      maxAnswerBytes: 4_000_000,
    });
    yield* templates;
    if (templates.length < PAGE_LENGTH) return;
  }
}

const iso = (at: Instant | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();
