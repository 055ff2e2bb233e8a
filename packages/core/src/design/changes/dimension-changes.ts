/** What happens when the space of choices changes. */
import type { Dimension } from '../agent.ts';
import { type AgentChange, fieldChanges, type Verdicts } from './agent-change.ts';
import { listChanges } from './list-changes.ts';
import { optionChanges } from './option-changes.ts';

export const dimensionChanges = (before: readonly Dimension[], now: readonly Dimension[]): AgentChange[] =>
  listChanges<Dimension>({
    path: 'dimensions',
    before,
    now,
    idOf: (dimension) => dimension.id,
    show: ({ label, options }) => `${label} (${options.length} option${options.length === 1 ? '' : 's'})`,
    // Rows that have no option in the new dimension are left out of training: see the learning step of the daily loop.
    added: () => ({
      effect: 'learning_partly_lost',
      message:
        'one more thing is chosen; what was learned about the other dimensions is kept, its options start without experience, and decisions whose horizon is still open teach nothing any more',
    }),
    removed: () => ({
      effect: 'forbidden',
      message: 'put it back; to stop varying it, keep one option active and retire the others',
    }),
    changed: (path, was, is) => [...fieldChanges(path, was, is, VERDICTS), ...optionChanges(path, was, is)],
    moved: { effect: 'learning_kept', message: 'the order is another one; what was learned moves with each dimension' },
  });

const VERDICTS: Verdicts<Dimension> = {
  id: null,
  label: { effect: 'none', message: 'reports show the new name' },
  kind: { effect: 'forbidden', message: 'a dimension of another kind is another dimension: add one with a new id' },
  options: null,
};
