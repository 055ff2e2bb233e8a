/** Differences of two lists whose members have names: what came, what went, what changed, and whether only the order did. */
import { type AgentChange, changeAt, unchanged, type Verdict } from './agent-change.ts';

export interface ListChanges<T> {
  readonly path: string;
  readonly before: readonly T[];
  readonly now: readonly T[];
  readonly idOf: (member: T) => string;
  /** The member in a few words. */
  readonly show: (member: T) => string;
  readonly added: (member: T) => Verdict;
  readonly removed: (member: T) => Verdict;
  /** Differences of a member that stayed. */
  readonly changed: (path: string, before: T, now: T) => AgentChange[];
  /** The members are the same and in another order. */
  readonly moved: Verdict;
}

/** In the order of the new list; what is gone stands after it. */
export function listChanges<T>(list: ListChanges<T>): AgentChange[] {
  const { path, now, idOf, show } = list;
  // Versions saved by an earlier Fitly may lack the list.
  const before = list.before ?? now;
  const was = new Map(before.map((member) => [idOf(member), member]));
  const ids = now.map(idOf);
  const at = (member: T): string => `${path}.${idOf(member)}`;
  const gone = before.filter((member) => !ids.includes(idOf(member)));
  return [
    ...now.flatMap((member) => {
      const old = was.get(idOf(member));
      if (old === undefined) return [changeAt(at(member), undefined, show(member), list.added(member))];
      return list.changed(at(member), old, member);
    }),
    ...gone.map((member) => changeAt(at(member), show(member), undefined, list.removed(member))),
    ...orderChange(list, before.map(idOf), ids),
  ];
}

function orderChange<T>(
  { path, moved }: ListChanges<T>,
  before: readonly string[],
  now: readonly string[],
): AgentChange[] {
  const stayed = before.filter((id) => now.includes(id));
  const order = now.filter((id) => stayed.includes(id));
  return unchanged(stayed, order) ? [] : [changeAt(path, stayed, order, moved)];
}
