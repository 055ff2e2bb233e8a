/** What an agent's options would be as e-mail templates of Braze. Pure. */
import { type EmailTemplate, refusalOfTemplate } from '@fitly/braze';
import type { Agent, Option } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';

/** Texts under Braze's names; a part that is not given is not written either. */
export type TemplateTexts = Readonly<Partial<Record<TemplateText, string>>>;
export const TEMPLATE_TEXTS = ['subject', 'preheader', 'body', 'plaintext_body'] as const;
export type TemplateText = (typeof TEMPLATE_TEXTS)[number];

export interface WantedTemplate {
  readonly dimension: string;
  readonly option: string;
  /** `fitly/AGENT/OPTION`: what it is found by. */
  readonly name: string;
  readonly texts: TemplateTexts & { readonly subject: string; readonly body: string };
}

/**
 * One template for each option with a `body` that is not retired. A subject that the option does not have is the one all
 * messages share, or its label: Braze demands one. Throws `template_unusable` when no option has a body, one is too long, or
 * the messages are no e-mails.
 */
export function wantedTemplates(agent: Agent): readonly WantedTemplate[] {
  const channel = agent.delivery.message?.channel ?? 'email';
  if (channel !== 'email') {
    throw new FitlyError(
      'template_unusable',
      `messages of ${agent.name} go by ${channel}: Braze has templates for e-mails only`,
      {
        next: 'keep their texts in the agent file',
      },
    );
  }
  const wanted = agent.dimensions.flatMap((dimension) =>
    dimension.options
      .filter(({ state, values }) => state !== 'retired' && typeof values['body'] === 'string')
      .map((option) => ({
        dimension: dimension.id,
        option: option.id,
        name: `fitly/${agent.name}/${option.id}`,
        texts: textsOf(agent, option),
      })),
  );
  if (wanted.length === 0) {
    throw new FitlyError('template_unusable', `no option of ${agent.name} has a body, so there is nothing to push`, {
      next: 'give options of one dimension values: { subject: …, body: … }',
    });
  }
  const issues = wanted.flatMap(({ texts, dimension, option }) => {
    const message = refusalOfTemplate(asTemplate(texts));
    return message === null ? [] : [{ path: `${dimension}.${option}`, message }];
  });
  if (issues.length === 0) return wanted;
  throw new FitlyError('template_unusable', `${issues.length} option(s) cannot be a template of Braze`, {
    issues,
    next: 'shorten them; nothing was written to Braze',
  });
}

function textsOf({ delivery }: Agent, { label, values }: Option): WantedTemplate['texts'] {
  const given = TEMPLATE_TEXTS.flatMap((name) => (name in values ? [[name, String(values[name])]] : []));
  const shared = delivery.message?.fields['subject'];
  return { subject: String(shared ?? label), ...Object.fromEntries(given) };
}

/** The texts as the client takes them. */
export const asTemplate = ({ plaintext_body, ...texts }: TemplateTexts): Partial<EmailTemplate> => ({
  ...texts,
  ...(plaintext_body !== undefined && { plaintextBody: plaintext_body }),
});
