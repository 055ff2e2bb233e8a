/** Keys of the agent's own, so that a customer's place in one agent says nothing about their place in another. */
import type { Agent } from '@fitly/core/design';
import { type SipKey, sipKey, subKey } from '@fitly/core/math';
import type { Store } from '@fitly/store';

export const dueKey = (store: Store, agent: Agent): SipKey => subKey(sipKey(store.keys.due), agent.name);
/** Of all agents of a workspace: each of them draws the same lot. */
export const arbitrationKey = (store: Store): SipKey => subKey(sipKey(store.keys.ticket), 'arbitration');
/** Splits random control in two, for the comparison of it with itself. */
export const splitKey = (store: Store, agent: Agent): SipKey => subKey(sipKey(store.keys.split), agent.name);
export const groupKey = (store: Store, agent: Agent): SipKey => subKey(sipKey(store.keys.group), agent.name);
