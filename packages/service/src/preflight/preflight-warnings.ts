/** What a pre-flight has to say to somebody who starts an agent anyway. */
import { FitlyError } from '@fitly/core/errors';
import type { Workspace } from '../workspace/workspace.ts';
import { finding, type PreflightFinding } from './finding.ts';
import { preflightAgent } from './preflight-agent.ts';

/** Empty when nothing speaks against the agent. Braze that cannot be reached is a warning too: a run may come much later. */
export async function preflightWarnings(workspace: Workspace, agentName: string): Promise<readonly PreflightFinding[]> {
  try {
    const { findings } = await preflightAgent(workspace, agentName);
    return findings.filter(({ state }) => state !== 'ok' && state !== 'confirmed');
  } catch (error) {
    if (!(error instanceof FitlyError)) throw error;
    return [finding('pre-flight', 'unknown', error.message, `fitly preflight ${agentName}, once Braze can be reached`)];
  }
}
