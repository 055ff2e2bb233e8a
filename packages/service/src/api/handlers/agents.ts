import { newAgentYaml } from '@fitly/contract';
import type { Operation } from '@fitly/contract/api';
import { listAgentStates } from '../../agent-states.ts';
import { diffAgent } from '../../lifecycle/agent-diff.ts';
import { agentHistory } from '../../lifecycle/agent-history.ts';
import { createAgent } from '../../lifecycle/create-agent.ts';
import { restoreVersion } from '../../lifecycle/restore-version.ts';
import { saveVersion } from '../../lifecycle/save-version.ts';
import { yamlOfUseCase } from '../../use-cases/use-cases.ts';
import type { Handlers } from '../handler.ts';
import { page } from '../page.ts';
import { checkText, shownFile, writeText } from './agent-text.ts';
import { iso } from './iso.ts';

type AgentOperation = Extract<
  Operation,
  | 'listAgents'
  | 'createAgent'
  | 'readAgent'
  | 'writeAgent'
  | 'checkAgent'
  | 'listVersions'
  | 'saveVersion'
  | 'restoreVersion'
  | 'diffAgent'
>;

export const agentHandlers: Handlers<AgentOperation> = {
  listAgents: ({ query }, { reading }) =>
    reading(async (workspace) => page(await listAgentStates(workspace), ({ name }) => name, query)),
  createAgent: ({ body: { name, yaml: given, useCase } }, { writing, by, note }) =>
    writing(async (workspace) => {
      note({ object: `agent ${name}` });
      const yaml = given ?? (useCase === undefined ? newAgentYaml(name) : await yamlOfUseCase(useCase, name));
      await createAgent(workspace, { name, yaml, by });
      return shownFile(workspace, name);
    }),
  readAgent: ({ params }, { reading }) => reading((workspace) => shownFile(workspace, params.agent)),
  writeAgent: ({ params, body, etag }, { writing, note }) =>
    writing(async (workspace) => {
      const written = await writeText(workspace, { name: params.agent, yaml: body.yaml, etag });
      note({ before: { etag }, after: { etag: written.etag } });
      return written;
    }),
  checkAgent: ({ params, body }, { reading }) => reading((workspace) => checkText(workspace, params.agent, body.yaml)),
  listVersions: ({ params, query }, { reading }) =>
    reading(async (workspace) => {
      const { versions } = await agentHistory(workspace, params.agent);
      const newestFirst = versions.toReversed().map(({ at, changes, ...each }) => ({
        ...{ ...each, at: iso(at), changes: [...changes] },
      }));
      return page(newestFirst, ({ version }) => String(version), query);
    }),
  saveVersion: ({ params, body }, { writing, by, note }) =>
    writing(async (workspace) => {
      const request = { agentName: params.agent, by, agreed: body.agreed };
      const { version, since, differs, changes } = await saveVersion(workspace, request);
      note({ before: { version: since }, after: { version, changes: changes.map(({ path }) => path) } });
      return { version, since, differs, changes: [...changes] };
    }),
  restoreVersion: ({ params }, { writing, note }) =>
    writing(async (workspace) => {
      const { version, copy, changes } = await restoreVersion(workspace, params.agent, params.version);
      note({ after: { version } });
      return { version, copied: copy !== null, changes: [...changes] };
    }),
  diffAgent: ({ params, query }, { reading }) =>
    reading(async (workspace) => {
      const request = { agentName: params.agent, from: query.from ?? null, to: query.to ?? ('file' as const) };
      const { from, to, lines, changes } = await diffAgent(workspace, request);
      return { from, to: to === 'file' ? null : to, lines: [...lines], changes: [...changes] };
    }),
};
