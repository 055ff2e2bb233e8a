/** Customers who were enrolled when they were asked for. */
import { asCustomerKey, type CustomerKey } from '@fitly/core/terms';
import type { NewCustomer, RequestedEnrolment } from '@fitly/store';
import type { RunContext } from '../daily-loop/run-context.ts';
import { erasedCheck } from '../privacy/erased-check.ts';

export interface WaitingNewcomers {
  readonly enrolments: readonly RequestedEnrolment[];
  readonly customers: readonly NewCustomer[];
  /** To be called once they are committed. */
  settle(): void;
}

/** Who was enrolled when they were asked for, and is not in the state yet. */
export async function waitingNewcomers({
  store,
  agent,
}: Pick<RunContext, 'store' | 'agent'>): Promise<WaitingNewcomers> {
  const isErased = await erasedCheck(store);
  const enrolments = store.decisions.waitingEnrolments(agent.name);
  const customers = store.decisions.waitingCustomers();
  const keysOf = (all: readonly { readonly customerKey: CustomerKey }[]) => all.map(({ customerKey }) => customerKey);
  return {
    enrolments: enrolments.filter(({ customerKey }) => !isErased(customerKey)),
    customers: customers
      .filter(({ customerKey }) => !isErased(customerKey))
      .map(({ customerKey, sealed, firstSeenAt, workspaceHoldout }) => ({
        ...{ customerKey: asCustomerKey(customerKey), sealed: Buffer.from(sealed, 'base64'), timeZone: null },
        ...{ firstSeenAt, workspaceHoldout },
      })),
    settle() {
      store.decisions.dropEnrolled(agent.name, keysOf(enrolments));
      store.decisions.dropCustomers(keysOf(customers));
    },
  };
}
