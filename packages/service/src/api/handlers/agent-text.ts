/** The text of an agent file over the API: shown with its mistakes, checked, and written where nobody was faster. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseAgentFile } from '@fitly/contract';
import type { AnswerOf, Endpoints } from '@fitly/contract/api';
import { actionSpace, eligibleMask } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import { asAgentName } from '@fitly/core/terms';
import { latestAgent } from '@fitly/store';
import { writeEdit } from '../../lifecycle/agent-edit.ts';
import { diffLines } from '../../lifecycle/diff-lines.ts';
import { requireAgent } from '../../lifecycle/known-agent.ts';
import { lifeStateOfAgent } from '../../lifecycle/life-state.ts';
import { pendingChanges, refuseForbidden } from '../../lifecycle/pending-changes.ts';
import { savedVersions } from '../../lifecycle/saved-versions.ts';
import { agentPath, findAgentFile } from '../../workspace/agents.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { issuesOnTheWire, RequestProblem } from '../problem-of.ts';

type ShownFile = AnswerOf<Endpoints['readAgent']>;
type CheckedText = AnswerOf<Endpoints['checkAgent']>;

interface AgentText {
  readonly path: string;
  readonly yaml: string;
}

async function fileText(workspace: Workspace, name: string): Promise<string | null> {
  const path = await agentPath(workspace, name);
  return path === null ? null : readFile(path, 'utf8');
}

/** Throws `agent_unknown` for a name without a file; one that cannot be read as an agent is a file too. */
async function textOf(workspace: Workspace, name: string): Promise<AgentText> {
  const path = await agentPath(workspace, name);
  if (path !== null) return { path, yaml: await readFile(path, 'utf8') };
  await requireAgent(workspace, name);
  throw new FitlyError('agent_unknown', `the file of the agent "${name}" is gone; its past is kept`, {
    next: `bring it back by restoring a version: POST /api/v1/agents/${name}/versions/{version}/restore`,
  });
}

const etagOf = (yaml: string): string => `"${createHash('sha256').update(yaml).digest('hex').slice(0, 32)}"`;

export async function shownFile(workspace: Workspace, name: string): Promise<ShownFile> {
  const { path, yaml } = await textOf(workspace, name);
  const agent = asAgentName(name);
  const parsed = parseAgentFile(yaml, basename(path));
  return {
    ...{ name, yaml, etag: etagOf(yaml), valid: parsed.ok },
    state: await lifeStateOfAgent(workspace, agent),
    savedVersion: (await latestAgent(workspace.store.state.db, agent))?.version ?? null,
    issues: parsed.ok ? [] : issuesOnTheWire(parsed.issues),
    inactive: parsed.ok ? [...parsed.inactive] : [],
  };
}

/** What is wrong with a text that would be the agent's file, and what it would change; an agent that is not there yet has no past. */
export async function checkText(workspace: Workspace, name: string, yaml: string): Promise<CheckedText> {
  const parsed = parseAgentFile(yaml, `${name}.yaml`);
  if (!parsed.ok) {
    const nothing = { inactive: [], actions: null, combinations: null, since: null, changes: [], lines: [] };
    return { valid: false, issues: issuesOnTheWire(parsed.issues), ...nothing };
  }
  const { agent, inactive } = parsed;
  const named = agent.name === name ? [] : issuesOnTheWire([wrongName(agent.name, name)]);
  const { since, changes } = await pendingChanges(workspace, { path: '', yaml, agent, inactive });
  const kept = (await savedVersions(workspace, agent.name)).at(-1)?.yaml;
  const space = actionSpace(agent.dimensions);
  const open = eligibleMask(space, agent.dimensions);
  return {
    ...{ valid: named.length === 0, issues: named, inactive: [...inactive], since, changes: [...changes] },
    ...{ actions: open.reduce((sum, each) => sum + each, 0), combinations: space.size },
    lines: diffLines(kept ?? (await fileText(workspace, name)) ?? yaml, yaml),
  };
}

const wrongName = (given: string, expected: string) => ({
  path: 'name',
  message: `is ${given}, and this is the file of ${expected}`,
});

export interface WriteText {
  readonly name: string;
  readonly yaml: string;
  /** The state of the file that the writer has seen. */
  readonly etag: string;
}

/** Throws `file_changed` when somebody was faster, and `agent_file_invalid` for mistakes and forbidden changes. */
export async function writeText(workspace: Workspace, { name, yaml, etag }: WriteText): Promise<ShownFile> {
  const before = await textOf(workspace, name);
  if (etagOf(before.yaml) !== etag) {
    throw new RequestProblem(
      'file_changed',
      `${basename(before.path)} is not the file that you have read: somebody has changed it`,
      'read it again, put your change in, and write it with the new etag; nothing was written',
    );
  }
  const checked = await checkText(workspace, name, yaml);
  if (!checked.valid) {
    throw new FitlyError('agent_file_invalid', `the text has ${checked.issues.length} mistake(s)`, {
      issues: checked.issues.map(({ path, message, line, column }) => ({
        ...{ path, message },
        ...(line !== null && { line }),
        ...(column !== null && { column }),
      })),
      next: 'correct what is named; nothing was written',
    });
  }
  refuseForbidden(basename(before.path), checked.changes, 'written');
  await writeEdit({ path: before.path, before: before.yaml, after: yaml, lines: [], changes: checked.changes });
  await findAgentFile(workspace, name);
  return shownFile(workspace, name);
}
