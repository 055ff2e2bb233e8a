/** What changes of an agent mean, as lines for people: the effect to the left, what and why beside it. */
import type { AgentChange, ChangeEffect } from '@fitly/core/design';
import { styled } from '../terminal.ts';
import { wrap } from './wrap.ts';

type Style = Parameters<typeof styled>[1];

const EFFECTS: Readonly<Record<ChangeEffect, { readonly words: string; readonly style: Style }>> = {
  none: { words: 'no effect', style: 'dim' },
  from_next_run: { words: 'from the next run', style: 'blue' },
  new_epoch: { words: 'new customers only', style: 'blue' },
  learning_kept: { words: 'learning kept', style: 'green' },
  learning_partly_lost: { words: 'learning partly lost', style: 'yellow' },
  forbidden: { words: 'forbidden', style: 'red' },
};

const LABEL_WIDTH = Math.max(...Object.values(EFFECTS).map(({ words }) => words.length));

export interface ChangeLines {
  readonly width: number;
  readonly color: boolean;
}

/** Two or more lines a change, indented by two; nothing for no changes. */
export function changeLines(changes: readonly AgentChange[], { width, color }: ChangeLines): string[] {
  const indent = ' '.repeat(LABEL_WIDTH + 4);
  return changes.flatMap((change) => {
    const { words, style } = EFFECTS[change.effect];
    const label = styled(words.padEnd(LABEL_WIDTH), style, color);
    const [first = '', ...more] = wrap(whatChanged(change), width - indent.length);
    return [
      `  ${label}  ${styled(first, 'bold', color)}`,
      ...more.map((line) => indent + line),
      ...wrap(change.message, width - indent.length).map((line) => indent + line),
    ];
  });
}

function whatChanged({ path, before, after }: AgentChange): string {
  if (before === null) return `${path}: added (${after})`;
  if (after === null) return `${path}: removed (${before})`;
  return `${path}: ${before} → ${after}`;
}
