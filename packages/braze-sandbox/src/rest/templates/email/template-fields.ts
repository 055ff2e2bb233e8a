/** Fields of an e-mail template as requests give them (contract §5). */
import { blockNames } from '../../../render/liquid.ts';
import type { EmailTemplate } from '../../../state/templates.ts';
import type { Workspace } from '../../../workspace.ts';
import { isStrings, type Json, own, require400 } from '../../checks.ts';

const LARGEST_BODY_BYTES = 400_000;

export type TemplateFields = Partial<
  Pick<EmailTemplate, 'name' | 'subject' | 'body' | 'preheader' | 'plaintextBody' | 'shouldInlineCss' | 'tags'>
>;

/** Only those that were given. Throws a 400 `Refusal`. */
export function readTemplateFields(request: Json, { settings, contentBlocks }: Workspace): TemplateFields {
  const text = (name: string): string | undefined => {
    const value = own(request, name) ?? undefined;
    require400(value === undefined || typeof value === 'string', `${name} must be a string`);
    return value;
  };
  const name = text('template_name');
  require400(name === undefined || name !== '', 'Template name is required');
  const body = text('body');
  require400(Buffer.byteLength(body ?? '') <= LARGEST_BODY_BYTES, 'body must be at most 400 KB');
  const subject = text('subject');
  const preheader = text('preheader');
  const plaintextBody = text('plaintext_body');
  const shouldInlineCss = readInline(request);
  const named = [body, subject, preheader, plaintextBody].flatMap((part) => blockNames(part ?? ''));
  require400(
    named.every((block) => contentBlocks.has(block)),
    'Email must have valid Content Block names',
  );
  const tags = readTags(request, settings.templateTags);
  return {
    ...(name !== undefined && { name }),
    ...(subject !== undefined && { subject }),
    ...(body !== undefined && { body }),
    ...(preheader !== undefined && { preheader }),
    ...(plaintextBody !== undefined && { plaintextBody }),
    ...(shouldInlineCss !== undefined && { shouldInlineCss }),
    ...(tags !== undefined && { tags }),
  };
}

function readInline(request: Json): boolean | undefined {
  const value = own(request, 'should_inline_css') ?? undefined;
  require400(
    value === undefined || typeof value === 'boolean',
    "Invalid value for 'should_inline_css'. One of 'true' or 'false' was expected",
  );
  return value;
}

function readTags(request: Json, known: readonly string[] | null): readonly string[] | undefined {
  const tags = own(request, 'tags') ?? undefined;
  if (tags === undefined) return undefined;
  require400(Array.isArray(tags), 'Tags must be an array');
  require400(isStrings(tags), 'All tags must be strings');
  require400(known === null || tags.every((tag) => known.includes(tag)), 'Some tags could not be found');
  return tags;
}
