/**
 * What the agent may know about a customer. The encoding (attributes → numbers) is fitted once, on the first run; what comes
 * later is fitted on the run that first has it, and added.
 */
import type { ContextAttribute } from '../agent.ts';
import { type AgentChange, fieldChanges, type Verdicts } from './agent-change.ts';
import { listChanges } from './list-changes.ts';

export const contextChanges = (before: readonly ContextAttribute[], now: readonly ContextAttribute[]): AgentChange[] =>
  listChanges<ContextAttribute>({
    path: 'context',
    before,
    now,
    idOf: (each) => each.attribute,
    show,
    added: () => ({
      effect: 'from_next_run',
      message:
        'is read and logged with every decision from the next run on, and learned from as soon as it tells customers apart; what was learned is kept, with the attribute missing for everybody before',
    }),
    removed: () => ({
      effect: 'learning_partly_lost',
      message: 'is not read any more: everybody counts as unknown in it, and what was learned about it lies idle',
    }),
    changed: (path, was, is) => fieldChanges(path, was, is, VERDICTS),
    moved: { effect: 'none', message: 'only the order is another one' },
  });

function show({ type, transform, history }: ContextAttribute): string {
  if (history !== null) return 'history';
  return transform === 'none' ? type : `${type}, ${transform}`;
}

const FITTED = 'what was learned would be read as something else: put it back, or give the agent another name';

const READ_ANEW =
  'it is read anew from the next run on, which learns once more from all decisions that have matured; what another agent or a log had brought is not among them';

const VERDICTS: Verdicts<ContextAttribute> = {
  attribute: null,
  type: { effect: 'forbidden', message: FITTED },
  transform: { effect: 'from_next_run', message: READ_ANEW },
  pii: {
    effect: 'from_next_run',
    message: 'decides whether values that look personal are set aside or kept, from the next snapshot on',
  },
  history: { effect: 'forbidden', message: FITTED },
  topK: { effect: 'from_next_run', message: READ_ANEW },
};
