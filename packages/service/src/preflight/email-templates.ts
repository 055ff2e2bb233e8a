/** The e-mail templates that an agent names: each is there, or who names it is told. */
import type { BrazeReader, EmailTemplateInfo } from '@fitly/braze';
import { finding, type PreflightFinding } from './finding.ts';
import { type Found, lookUp } from './look-up.ts';
import type { FieldAt } from './message-content.ts';

const ID = 'email_template_id';

export const namesTemplates = (fields: readonly FieldAt[]): boolean => fields.some(({ name }) => name === ID);

export interface NamedTemplates {
  readonly findings: readonly PreflightFinding[];
  /** Those that are there. */
  readonly templates: readonly EmailTemplateInfo[];
}

export async function readNamedTemplates({ api }: BrazeReader, fields: readonly FieldAt[]): Promise<NamedTemplates> {
  const named = fields.filter(({ name }) => name === ID);
  const findings: PreflightFinding[] = [];
  const templates: EmailTemplateInfo[] = [];
  for (const [id, places] of Map.groupBy(named, ({ value }) => value)) {
    const found = await lookUp(() => api.templates.email.info(id));
    findings.push(judgeTemplate(id, places.map(({ where }) => where).join(', '), found));
    if (found.kind === 'found') templates.push(found.details);
  }
  return { findings, templates };
}

function judgeTemplate(id: string, places: string, found: Found<EmailTemplateInfo>): PreflightFinding {
  const check = `template ${id}`;
  if (found.kind === 'found') return finding(check, 'ok', `"${found.details.name}", for ${places}`);
  if (found.kind === 'not_allowed') return finding(check, 'unknown', 'the key may not look at e-mail templates');
  const next = `name another template in ${places}, or retire it; fitly braze templates lists them`;
  return finding(check, 'failed', `Braze knows no such e-mail template (any more); ${places} would be refused`, next);
}
