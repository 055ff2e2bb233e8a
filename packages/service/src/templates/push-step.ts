/** What a push does with one template, decided from what Braze shows and what was pushed before. Pure. */
import { isOurs, type Pushed } from './pushed-templates.ts';
import { TEMPLATE_TEXTS, type TemplateText, type TemplateTexts, type WantedTemplate } from './wanted-templates.ts';

export interface TextChange {
  readonly text: TemplateText;
  readonly before: string;
  readonly after: string;
}

export type PushStep = Pick<WantedTemplate, 'dimension' | 'option' | 'name'> &
  (
    | { readonly kind: 'create'; readonly texts: WantedTemplate['texts'] }
    | {
        readonly kind: 'update';
        readonly templateId: string;
        readonly texts: TemplateTexts;
        readonly changes: readonly TextChange[];
      }
    /** `adopted`: Braze shows it already, though somebody else wrote it there. */
    | {
        readonly kind: 'unchanged';
        readonly templateId: string;
        readonly texts: TemplateTexts;
        readonly adopted: boolean;
      }
    /** Nothing is written anywhere while there is one. */
    | { readonly kind: 'conflict'; readonly why: string; readonly next: string }
  );

export interface FoundTemplate {
  readonly templateId: string;
  readonly texts: TemplateTexts;
}

/** `found`: every template of Braze that has this name. */
export function pushStep(wanted: WantedTemplate, found: readonly FoundTemplate[], pushed: Pushed): PushStep {
  const { dimension, option, name } = wanted;
  const which = { dimension, option, name };
  const [one, ...more] = found;
  if (one === undefined) return { ...which, kind: 'create', texts: wanted.texts };
  if (more.length > 0) {
    const ids = found.map(({ templateId }) => templateId).join(', ');
    const why = `Braze has ${found.length} templates of this name: ${ids}`;
    return { ...which, kind: 'conflict', why, next: 'rename all but one of them in Braze' };
  }
  const { templateId } = one;
  const texts = withRemoved(wanted.texts, pushed);
  const changes = changesOf(one.texts, texts);
  const ours = isOurs(pushed, one.texts);
  if (changes.length === 0) return { ...which, kind: 'unchanged', templateId, texts, adopted: !ours };
  if (ours) return { ...which, kind: 'update', templateId, texts, changes };
  const parts = changes.map(({ text }) => text).join(', ');
  const why =
    pushed.length === 0
      ? `Braze has this template with another ${parts}, and it was not pushed from here`
      : `somebody has changed it in Braze since it was pushed; it differs in ${parts}`;
  const next = 'take the text over into the agent file, or rename the template in Braze to have a new one made';
  return { ...which, kind: 'conflict', why, next };
}

/** A text that was pushed once and is gone from the option is emptied, not left standing. */
function withRemoved(texts: TemplateTexts, pushed: Pushed): TemplateTexts {
  const gone = TEMPLATE_TEXTS.filter((name) => !(name in texts) && pushed.some((digests) => name in digests));
  return { ...texts, ...Object.fromEntries(gone.map((name) => [name, ''])) };
}

const changesOf = (shown: TemplateTexts, texts: TemplateTexts): TextChange[] =>
  TEMPLATE_TEXTS.flatMap((text) => {
    const [before, after] = [shown[text] ?? '', texts[text]];
    return after === undefined || after === before ? [] : [{ text, before, after }];
  });
