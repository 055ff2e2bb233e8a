/** What an act was done to, as the audit log names it. */

import type { CustomerKey } from '@fitly/core/terms';
import type { Person } from '@fitly/identity';
import { customerKey, tombstoneOf } from '@fitly/store';
import type { Workspace } from '../workspace/workspace.ts';

/** Names are chosen freely, addresses once: both stand in the history. The first owner has given none yet. */
export const nameOfPerson = ({ name, email }: Pick<Person, 'name' | 'email'>): string =>
  email.endsWith('.invalid') ? name : `${name} <${email}>`;

export const personObject = (person: Pick<Person, 'name' | 'email'>): string => `person ${nameOfPerson(person)}`;

type WithKeys = Pick<Workspace, 'store'>;

/**
 * By the keyed hash that an erase leaves too: the same customer has the same, and it leads to nothing that is stored. The customer
 * key itself would be a trace of whoever is erased.
 */
export const customerObjectOfKey = ({ store }: WithKeys, key: CustomerKey): string =>
  `${CUSTOMER}${tombstoneOf(store.keys, key)}`;

const CUSTOMER = 'customer ';

/** Null: the object is something else. */
export const tombstoneOfObject = (object: string | null): string | null =>
  object?.startsWith(CUSTOMER) === true ? object.slice(CUSTOMER.length) : null;

export const customerObject = (workspace: WithKeys, externalId: string): string =>
  customerObjectOfKey(workspace, customerKey(workspace.store.keys, externalId));
