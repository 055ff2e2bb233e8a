/** Mode `message`: what would be sent, text by text. Nothing is passed to it but what Braze itself knows of a customer. */
import { type EmailTemplateInfo, type LintFinding, lint } from '@fitly/braze';
import type { Agent } from '@fitly/core/design';
import type { MessageContent } from '@fitly/core/ports';
import { finding, type PreflightFinding } from './finding.ts';

/** A field of the message and where the agent file gives it. */
export interface FieldAt {
  /** `creative.mens`, or `message` for what all messages share. */
  readonly where: string;
  readonly name: string;
  readonly value: string;
}

/** Texts of the shared fields and of every option that can be chosen. */
export function fieldsOf({ delivery, dimensions }: Pick<Agent, 'delivery' | 'dimensions'>): readonly FieldAt[] {
  const shared = Object.entries(delivery.message?.fields ?? {}).map(
    ([name, value]) => ['message', name, value] as const,
  );
  const chosen = dimensions.flatMap(({ id, options }) =>
    options
      .filter(({ state }) => state === 'active')
      .flatMap((option) =>
        Object.entries(option.values).map(([name, value]) => [`${id}.${option.id}`, name, value] as const),
      ),
  );
  return [...shared, ...chosen].flatMap(([where, name, value]) =>
    typeof value === 'string' ? [{ where, name, value }] : [],
  );
}

/** Fields in which Braze fills in Liquid for each customer. */
const LIQUID = ['subject', 'preheader', 'body', 'plaintext_body', 'title', 'alert', 'custom_uri'];

export function judgeTexts(
  fields: readonly FieldAt[],
  templates: readonly EmailTemplateInfo[],
): readonly PreflightFinding[] {
  const ours = fields
    .filter(({ name }) => LIQUID.includes(name))
    .map(({ where, name, value }) => ({
      check: `text ${where} ${name}`,
      text: value,
      next: 'change it in the agent file',
    }));
  const theirs = templates.map(({ name, subject, preheader, body }) => ({
    check: `text of template "${name}"`,
    text: [subject, preheader, body].join('\n'),
    next: 'change the template in Braze',
  }));
  const all = [...ours, ...theirs];
  const wrong = all.flatMap(({ check, text, next }) =>
    mistakesIn(text).map(({ severity, message }) =>
      finding(check, severity === 'error' ? 'failed' : 'warning', message, next),
    ),
  );
  return wrong.length > 0
    ? wrong
    : [finding('texts', 'ok', `all ${all.length} can be read, and expect nothing that is not passed`)];
}

/** There is no decision in such a message, and a default for what is never passed would be all that shows. */
const MOOT: readonly LintFinding['code'][] = ['no_default', 'decision_not_in_extras', 'decision_not_in_links'];

const mistakesIn = (template: string): readonly LintFinding[] => {
  const properties = lint({ template, source: 'api_trigger_properties', dimensions: [] });
  const context = lint({ template, source: 'context', dimensions: [] });
  const found = [...properties, ...context.filter(({ code }) => code === 'placeholder_unknown')];
  return found.filter(({ code }) => !MOOT.includes(code));
};

/** Identifiers of Braze that no endpoint tells of. An e-mail may name any app: a workspace without one has none to name. */
const FORMED: Readonly<Record<MessageContent['channel'], readonly string[]>> = {
  email: [],
  sms: ['app_id', 'subscription_group_id'],
  push: [],
};
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const judgeForms = (fields: readonly FieldAt[], { channel }: MessageContent): readonly PreflightFinding[] =>
  fields
    .filter(({ name, value }) => FORMED[channel].includes(name) && !UUID.test(value))
    .map(({ where, name, value }) =>
      finding(
        `${name} ${where}`,
        'warning',
        `"${value}" has not the form of an identifier of Braze (8-4-4-4-12 hexadecimal digits)`,
        `copy the ${name.replaceAll('_', ' ')} from the settings of Braze`,
      ),
    );
