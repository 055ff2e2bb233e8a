/** What a push of templates would do, and what it did, as lines. */
import { diffLines as linesOf, type PushOutcome, type PushPlan, type PushStep, type TextChange } from '@fitly/service';
import { styled } from '../terminal.ts';
import type { ChangeLines } from './changes.ts';
import { diffLines } from './diff.ts';
import { editLines } from './edit.ts';

type Style = Parameters<typeof styled>[1];

const KINDS: Readonly<Record<PushStep['kind'], Style>> = {
  create: 'green',
  update: 'yellow',
  unchanged: 'dim',
  conflict: 'red',
};

export function pushPlanLines({ steps, edit }: PushPlan, options: ChangeLines): string[] {
  const lines = steps.flatMap((step) => [
    `${styled(step.kind.padEnd(9), KINDS[step.kind], options.color)}  ${step.name}`,
    ...stepLines(step, options.color).map((line) => `  ${line}`),
  ]);
  return edit === null ? lines : [...lines, '', ...editLines(edit, options)];
}

function stepLines(step: PushStep, color: boolean): string[] {
  switch (step.kind) {
    case 'create':
      return Object.entries(step.texts).flatMap(([text, after]) => textLines({ text, before: '', after }, color));
    case 'update':
      return step.changes.flatMap((change) => textLines(change, color));
    case 'conflict':
      return [step.why, `Next: ${step.next}`];
    case 'unchanged':
      return step.adopted ? ['Braze has just this text already: it counts as pushed from now on'] : [];
  }
}

const SHORT = 70;

/** Short texts stand in one line, the others as a diff. */
function textLines(
  { text, before, after }: Omit<TextChange, 'text'> & { readonly text: string },
  color: boolean,
): string[] {
  const isShort = [before, after].every((each) => each.length <= SHORT && !each.includes('\n'));
  if (!isShort) return [`${text}:`, ...diffLines(wordLines(before, after), color).map((line) => `  ${line}`)];
  return [`${text}: ${before === '' ? '' : `${JSON.stringify(before)} → `}${JSON.stringify(after)}`];
}

/** Whether a text ends with a line end is no news here. */
const wordLines = (before: string, after: string): string[] =>
  linesOf(before, after).filter((line) => !line.startsWith('\\'));

const STATES: Readonly<Record<PushOutcome['state'], Style>> = {
  created: 'green',
  updated: 'green',
  unchanged: 'dim',
  failed: 'red',
  not_tried: 'yellow',
};

export const outcomeLines = (outcomes: readonly PushOutcome[], color: boolean): string[] =>
  outcomes.map(({ state, name, templateId, reason }) => {
    const about = reason ?? (templateId === null ? '' : templateId);
    return `${styled(state.replace('_', ' ').padEnd(9), STATES[state], color)}  ${name}  ${about}`.trimEnd();
  });
