/** Everything about an agent that a look into Braze can tell before its first run. Sends nothing and changes nothing. */
import type { BrazeReader } from '@fitly/braze';
import type { Agent } from '@fitly/core/design';
import type { Instant } from '@fitly/core/terms';
import { judgeKeptProbe } from '../probing/judge-kept-probe.ts';
import { readProbe } from '../probing/kept-probe.ts';
import { findAgentFile } from '../workspace/agents.ts';
import { connectToRead, type Workspace } from '../workspace/workspace.ts';
import { type Attestation, judgeAttestations, keepAttestation, readAttestations } from './attestations.ts';
import { readNamedTemplates } from './email-templates.ts';
import { finding, type PreflightFinding } from './finding.ts';
import { type Found, lookUp } from './look-up.ts';
import { fieldsOf, judgeForms, judgeTexts } from './message-content.ts';
import { messageTargets } from './message-targets.ts';
import { judgePermissions, neededToLook, neededToRun } from './permissions.ts';
import { judgePlaceholders, passedTo } from './placeholders.ts';
import { campaignTarget, canvasTarget, judgeTarget, type Target, templateNames } from './targets.ts';

export interface PreflightResult {
  readonly agent: string;
  readonly connection: string;
  /** False when something failed. */
  readonly ok: boolean;
  readonly findings: readonly PreflightFinding[];
}

/** Throws `agent_unknown`, `agent_file_invalid`, and `braze_*` when Braze cannot be reached. */
export async function preflightAgent(workspace: Workspace, agentName: string): Promise<PreflightResult> {
  const { agent } = await findAgentFile(workspace, agentName);
  const { connection } = agent.delivery;
  const { reader: braze } = await connectToRead(workspace, connection);
  const attested = await readAttestations(workspace.store.state.db, agent.name);
  const findings = [
    ...(await permissionsOf(braze, agent)),
    ...(await targetsOf(braze, agent)),
    ...(await contentOf(braze, agent)),
    ...(await segmentsOf(braze, agent)),
    ...judgeAttestations(agent, attested),
    ...judgeKeptProbe(agent, await readProbe(workspace.store.state.db, agent)),
  ];
  return { agent: agent.name, connection, ok: findings.every(({ state }) => state !== 'failed'), findings };
}

export interface Attest {
  readonly agentName: string;
  readonly what: Attestation;
  readonly by: string;
  readonly at: Instant;
}

/** Keeps who has looked up what Braze does not tell. */
export async function attest(workspace: Workspace, { agentName, what, by, at }: Attest): Promise<void> {
  const { agent } = await findAgentFile(workspace, agentName);
  await keepAttestation(workspace.store.state.db, agent, what, { by, at });
}

async function permissionsOf(braze: BrazeReader, agent: Agent): Promise<readonly PreflightFinding[]> {
  const wanted = [...neededToRun(agent.delivery), ...neededToLook(agent)];
  return judgePermissions(await braze.preflight(wanted), agent.delivery);
}

async function targetsOf(braze: BrazeReader, agent: Agent): Promise<readonly PreflightFinding[]> {
  const { mode, message } = agent.delivery;
  if (mode === 'message' && message !== null) return messageTargets(braze, agent, message);
  return mode === 'campaign' || mode === 'canvas' ? triggeredTargets(braze, agent) : [];
}

/** The templates that options name, whatever the mode; in mode `message` the texts as well. */
async function contentOf(braze: BrazeReader, agent: Agent): Promise<readonly PreflightFinding[]> {
  const fields = fieldsOf(agent);
  const { findings, templates } = await readNamedTemplates(braze, fields);
  const { message } = agent.delivery;
  if (message === null) return findings;
  return [...findings, ...judgeTexts(fields, templates), ...judgeForms(fields, message)];
}

async function triggeredTargets(braze: BrazeReader, agent: Agent): Promise<readonly PreflightFinding[]> {
  const findings: PreflightFinding[] = [];
  for (const template of templateNames(agent)) {
    const id = agent.delivery.ids[template];
    if (id === undefined) {
      const next = `give it one under delivery.ids.${template} in the agent file`;
      findings.push(finding(`target ${template}`, 'failed', 'this template has no campaign or canvas', next));
      continue;
    }
    const found = await targetOf(braze, agent.delivery.mode, id);
    findings.push(...judgeTarget(template, id, found));
    if (found.kind === 'found') findings.push(...judgePlaceholders(template, found.details, passedTo(agent, template)));
  }
  return findings;
}

const targetOf = ({ api }: BrazeReader, mode: Agent['delivery']['mode'], id: string): Promise<Found<Target>> =>
  lookUp(async () =>
    mode === 'canvas' ? canvasTarget(await api.canvas.details(id)) : campaignTarget(await api.campaigns.details(id)),
  );

async function segmentsOf({ api }: BrazeReader, { audience }: Agent): Promise<readonly PreflightFinding[]> {
  const { anyOf, allOf, noneOf } = audience.segments;
  const findings: PreflightFinding[] = [];
  for (const id of new Set([...anyOf, ...allOf, ...noneOf])) {
    const found = await lookUp(() => api.segments.details(id));
    const check = `segment ${id}`;
    if (found.kind === 'found') findings.push(finding(check, 'ok', `"${found.details.name}"`));
    else if (found.kind === 'not_allowed') findings.push(finding(check, 'unknown', 'the key may not look at segments'));
    else findings.push(finding(check, 'failed', 'Braze knows no such segment', 'fitly braze segments lists them'));
  }
  return findings;
}
