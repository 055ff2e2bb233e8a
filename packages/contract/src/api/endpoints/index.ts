import { accountEndpoints } from './account.ts';
import { agentEndpoints } from './agents.ts';
import { auditEndpoints } from './audit.ts';
import { customerEndpoints } from './customers.ts';
import { dataEndpoints } from './data.ts';
import { decideEndpoints } from './decide.ts';
import { evaluationEndpoints } from './evaluations.ts';
import { eventEndpoints } from './events.ts';
import { jobEndpoints } from './jobs.ts';
import { killSwitchEndpoints } from './kill-switch.ts';
import { lifeEndpoints } from './life.ts';
import { planEndpoints } from './plans.ts';
import { runEndpoints } from './runs.ts';
import { scheduleEndpoints } from './schedule.ts';
import { serviceEndpoints } from './service.ts';
import { teamEndpoints } from './team.ts';
import { workspaceEndpoints } from './workspace.ts';

/** Name of the operation → what it is. */
export const ENDPOINTS = {
  ...agentEndpoints,
  ...lifeEndpoints,
  ...planEndpoints,
  ...killSwitchEndpoints,
  ...runEndpoints,
  ...jobEndpoints,
  ...evaluationEndpoints,
  ...customerEndpoints,
  ...dataEndpoints,
  ...scheduleEndpoints,
  ...decideEndpoints,
  ...eventEndpoints,
  ...serviceEndpoints,
  ...workspaceEndpoints,
  ...accountEndpoints,
  ...teamEndpoints,
  ...auditEndpoints,
};
export type Endpoints = typeof ENDPOINTS;
export type Operation = keyof Endpoints;
