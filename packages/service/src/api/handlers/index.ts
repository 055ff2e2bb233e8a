import type { Operation } from '@fitly/contract/api';
import type { Handlers } from '../handler.ts';
import { accountHandlers } from './account.ts';
import { agentHandlers } from './agents.ts';
import { auditHandlers } from './audit.ts';
import { customerHandlers } from './customers.ts';
import { dataHandlers } from './data.ts';
import { decideHandlers } from './decide.ts';
import { evaluationHandlers } from './evaluations.ts';
import { eventHandlers } from './events.ts';
import { jobHandlers } from './jobs.ts';
import { killSwitchHandlers } from './kill-switch.ts';
import { lifeHandlers } from './life.ts';
import { peopleHandlers } from './people.ts';
import { planHandlers } from './plans.ts';
import { runHandlers } from './runs.ts';
import { scheduleHandlers } from './schedule.ts';
import { workspaceHandlers } from './workspace.ts';

/** Every operation of the contract has one; one that is missing does not compile. */
export const HANDLERS: Handlers<Operation> = {
  ...agentHandlers,
  ...lifeHandlers,
  ...planHandlers,
  ...killSwitchHandlers,
  ...runHandlers,
  ...jobHandlers,
  ...customerHandlers,
  ...dataHandlers,
  ...scheduleHandlers,
  ...decideHandlers,
  ...eventHandlers,
  ...accountHandlers,
  ...peopleHandlers,
  ...auditHandlers,
  ...evaluationHandlers,
  ...workspaceHandlers,
};
