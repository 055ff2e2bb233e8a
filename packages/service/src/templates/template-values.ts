/** Which parts of an e-mail template become values of an option, and under which names. */
import type { EmailTemplateInfo } from '@fitly/braze';
import { suggestName } from '@fitly/core/design/validation';
import { FitlyError } from '@fitly/core/errors';

const PARTS = {
  id: ({ emailTemplateId }) => emailTemplateId,
  name: ({ name }) => name,
  subject: ({ subject }) => subject,
  preheader: ({ preheader }) => preheader,
  body: ({ body }) => body,
  plaintext_body: ({ plaintextBody }) => plaintextBody,
} as const satisfies Readonly<Record<string, (template: EmailTemplateInfo) => string | null>>;

export type TemplatePart = keyof typeof PARTS;
export const TEMPLATE_PARTS = Object.keys(PARTS) as readonly TemplatePart[];

/** Name of the value → part of the template. */
export type TemplateValues = Readonly<Record<string, TemplatePart>>;

/** What `delivery.mode: message` needs: the template itself. */
export const BY_ID: TemplateValues = { email_template_id: 'id' };

/** Parts that the template does not have are left out. */
export function valuesOf(template: EmailTemplateInfo, values: TemplateValues): Readonly<Record<string, string>> {
  const entries = Object.entries(values).map(([name, part]) => [name, PARTS[part](template) ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Reads `NAME=PART` once or more. Throws `template_unusable` for anything else. */
export function readTemplateValues(texts: readonly string[]): TemplateValues {
  return Object.fromEntries(texts.map(readOne));
}

function readOne(text: string): readonly [string, TemplatePart] {
  const [name = '', part = '', ...more] = text.split('=').map((word) => word.trim());
  const known = TEMPLATE_PARTS.find((each) => each === part);
  if (name !== '' && known !== undefined && more.length === 0) return [name, known];
  const hint = part === '' || known !== undefined ? '' : suggestName(part, TEMPLATE_PARTS);
  throw new FitlyError('template_unusable', `"${text}" does not say which part of a template is which value${hint}`, {
    next: `write NAME=PART, such as subject_line=subject; parts are ${TEMPLATE_PARTS.join(', ')}`,
  });
}
