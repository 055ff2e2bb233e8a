/**
 * How many events of the agent's own campaigns found their decision, by kind: kept with the mark up to which messages are folded.
 */
import type { MessageJoin } from '@fitly/core/report';
import type { AgentName } from '@fitly/core/terms';
import { getMeta, type Store } from '@fitly/store';

/** Where the mark of an agent's folded messages is kept. */
export const foldKey = (agent: AgentName): string => `messages_folded:${agent}`;

/** By kind. */
export type Joins = Record<string, { joined: number; notJoined: number }>;

/** With one more event. */
export function addJoin(joins: Joins, kind: string, isJoined: boolean): void {
  const own = joins[kind] ?? { joined: 0, notJoined: 0 };
  joins[kind] = own;
  if (isJoined) own.joined += 1;
  else own.notJoined += 1;
}

/** As they are now, by kind in alphabetical order; none where no fold has counted them. */
export async function readJoins({ state }: Store, agent: AgentName): Promise<MessageJoin[]> {
  const kept = await getMeta(state.db, foldKey(agent));
  const { joins = {} } = kept === null ? {} : (JSON.parse(kept) as { readonly joins?: Joins });
  return Object.keys(joins)
    .sort()
    .map((kind) => ({ kind, ...joins[kind]! }));
}
