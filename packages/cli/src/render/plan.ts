/** What agent files would change, for people. */
import { formatCount, formatShare } from '@fitly/core/report';
import type { PlannedAgent, ProposedAgent, Tomorrow } from '@fitly/service';
import { styled } from '../terminal.ts';
import { type ChangeLines, changeLines } from './changes.ts';
import { diffLines } from './diff.ts';
import { renderEvaluation } from './evaluation.ts';
import { wrap } from './wrap.ts';

const KINDS: Readonly<Record<ProposedAgent['kind'], string>> = {
  new: 'new: it becomes a draft',
  changed: 'changes',
  unchanged: 'is what it is already',
};

/** The difference, and what it means. */
export function proposedLines({ agent, kind, version, lines, changes }: ProposedAgent, look: ChangeLines): string[] {
  const since = version === null ? '' : ` (version ${version} is the newest)`;
  const head = styled(`${agent} ${KINDS[kind]}${kind === 'changed' ? since : ''}`, 'bold', look.color);
  if (kind === 'unchanged') return [head];
  // Of a new file every line is new.
  const shown = kind === 'new' ? [] : diffLines(lines, look.color);
  return [head, ...shown, ...(changes.length === 0 ? [] : ['', ...changeLines(changes, look)])];
}

export function plannedLines(planned: PlannedAgent, look: ChangeLines): string[] {
  const head = proposedLines(planned, look);
  if (planned.kind === 'unchanged') return head;
  const { tomorrow, value } = planned;
  const unknown = (what: string, why: string): string[] => ['', ...wrap(`${what} is not known: ${why}.`, look.width)];
  return [
    ...head,
    ...(tomorrow.known === null
      ? unknown('What the next run would do', tomorrow.unknown)
      : ['', ...tomorrowLines(tomorrow.known, look)]),
    ...(value.known === null
      ? unknown('What it is worth', value.unknown)
      : ['', ...renderEvaluation(value.known, look)]),
  ];
}

function tomorrowLines({ day, decisions, messages, moved, refused }: Tomorrow, look: ChangeLines): string[] {
  const was = (before: number | null): string => (before === null ? '' : ` (${formatCount(before)} as it is)`);
  const lines = [
    `${formatCount(decisions.after)} decisions${was(decisions.before)}, ${formatCount(messages.after)} messages${was(messages.before)}.`,
  ];
  if (moved !== null) {
    lines.push(
      `Of ${formatCount(moved.compared)} customers of the agent’s group who are decided for both ways, the probabilities of ${formatCount(moved.moved)} move by a percentage point or more; ${formatShare(moved.meanShift)} of the decisions would be drawn otherwise.`,
    );
    if (moved.joined + moved.left > 0) {
      lines.push(`${formatCount(moved.joined)} more are decided for, and ${formatCount(moved.left)} are not any more.`);
    }
  }
  const binding = refused.filter(({ isNewlyBinding }) => isNewlyBinding);
  const other = refused.filter(({ isNewlyBinding, before, after }) => !isNewlyBinding && before !== after);
  for (const { reason, after } of binding) lines.push(`Newly binding: ${reason}, for ${formatCount(after)} customers.`);
  for (const { reason, before, after } of other) {
    lines.push(`${reason} refuses something to ${formatCount(after)} customers${was(before)}.`);
  }
  return [
    styled(`The next run, ${day}`, 'bold', look.color),
    ...lines.flatMap((line) => wrap(line, look.width - 2).map((each) => `  ${each}`)),
  ];
}
