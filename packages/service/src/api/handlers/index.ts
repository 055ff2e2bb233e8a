import type { Operation } from '@fitly/contract/api';
import type { Handlers } from '../handler.ts';
import { accountHandlers } from './account.ts';
import { agentHandlers } from './agents.ts';
import { auditHandlers } from './audit.ts';
import { customerHandlers } from './customers.ts';
import { dataHandlers } from './data.ts';
import { decideHandlers } from './decide.ts';
import { designHandlers } from './designing.ts';
import { eventHandlers } from './events.ts';
import { lifeHandlers } from './life.ts';
import { peopleHandlers } from './people.ts';
import { runHandlers } from './runs.ts';
import { scheduleHandlers } from './schedule.ts';

/** Every operation of the contract has one; one that is missing does not compile. */
export const HANDLERS: Handlers<Operation> = {
  ...agentHandlers,
  ...designHandlers,
  ...lifeHandlers,
  ...runHandlers,
  ...customerHandlers,
  ...dataHandlers,
  ...scheduleHandlers,
  ...decideHandlers,
  ...eventHandlers,
  ...accountHandlers,
  ...peopleHandlers,
  ...auditHandlers,
  examine: async (_input, { examine }) => ({
    items: (await examine()).map(({ check, state, found, next = null }) => ({ check, state, found, next })),
  }),
};
