/**
 * What the agent may know about a customer. The encoding (attributes → numbers) is fitted once, on the first run, so an
 * attribute that comes later is logged and not learned from until the encoding is fitted again.
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
        'is read and logged with every decision from the next run on; it is not learned from, because the attributes that decisions rest on were fixed on the first run',
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

const VERDICTS: Verdicts<ContextAttribute> = {
  attribute: null,
  type: { effect: 'forbidden', message: FITTED },
  transform: { effect: 'forbidden', message: FITTED },
  pii: {
    effect: 'from_next_run',
    message: 'decides whether values that look personal are set aside or kept, from the next snapshot on',
  },
  history: { effect: 'forbidden', message: FITTED },
  topK: { effect: 'none', message: 'the categories that are told apart were fixed on the first run and stay' },
};
