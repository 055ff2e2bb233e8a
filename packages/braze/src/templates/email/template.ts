/** What an e-mail template is made of, to be written, and what Braze would refuse of it. */
export interface EmailTemplate {
  readonly name: string;
  readonly subject: string;
  /** HTML, at most 400 KB. */
  readonly body: string;
  readonly plaintextBody?: string;
  readonly preheader?: string;
  /** Must exist in the workspace already. */
  readonly tags?: readonly string[];
  readonly shouldInlineCss?: boolean;
}

const MAX_BODY_BYTES = 400_000;

export const templateBody = (template: Partial<EmailTemplate>): object => ({
  template_name: template.name,
  subject: template.subject,
  body: template.body,
  plaintext_body: template.plaintextBody,
  preheader: template.preheader,
  tags: template.tags,
  should_inline_css: template.shouldInlineCss,
});

/** Why Braze would refuse the given parts, or null. */
export function refusalOfTemplate({ name, body }: Partial<EmailTemplate>): string | null {
  if (name === '') return 'no_name: a template needs a name';
  const bytes = body === undefined ? 0 : Buffer.byteLength(body);
  return bytes > MAX_BODY_BYTES ? `body_too_long: ${bytes} bytes, expected at most ${MAX_BODY_BYTES}` : null;
}
