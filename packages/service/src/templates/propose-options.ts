/** E-mail templates of Braze as new options of a dimension. Pure. */
import type { EmailTemplateInfo } from '@fitly/braze';
import type { Dimension, Option } from '@fitly/core/design';
import { proposeId } from '@fitly/core/design/validation';
import { type TemplateValues, valuesOf } from './template-values.ts';

/** As it is written into the agent file. */
export interface NewOption {
  readonly id: string;
  readonly label: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface ProposedOptions {
  readonly added: readonly (NewOption & { readonly templateId: string })[];
  /** Templates that an option stands for already: left alone. */
  readonly there: readonly { readonly templateId: string; readonly option: string }[];
}

/**
 * One option for each template that has none. An option stands for a template when it names its id, or passes just the
 * wanted values. Ids come from the templates' names and differ from every id of the dimension, retired ones too.
 */
export function proposeOptions(
  { options }: Pick<Dimension, 'options'>,
  templates: readonly EmailTemplateInfo[],
  wanted: TemplateValues,
): ProposedOptions {
  const taken = new Set(options.map(({ id }) => id));
  const added: ProposedOptions['added'][number][] = [];
  const there: ProposedOptions['there'][number][] = [];
  for (const template of templates) {
    const { emailTemplateId: templateId, name } = template;
    const values = valuesOf(template, wanted);
    const known = options.find((option) => standsFor(option, templateId, values));
    if (known !== undefined) {
      there.push({ templateId, option: known.id });
      continue;
    }
    const id = proposeId(name, taken, 'template');
    taken.add(id);
    added.push({ templateId, id, label: name.trim() || id, values });
  }
  return { added, there };
}

function standsFor({ values: has }: Option, templateId: string, wanted: Readonly<Record<string, string>>): boolean {
  if (has['email_template_id'] === templateId) return true;
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([name, value]) => has[name] === value);
}
