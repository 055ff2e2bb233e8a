/** Agent files: read, checked, written, kept as versions, compared. */
import { LIFE_STATES } from '@fitly/core/design';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import {
  agentName,
  change,
  count,
  day,
  instant,
  issue,
  NOTHING,
  ofAgent,
  pageOf,
  pageQuery,
  version,
  versionText,
} from '../shared.ts';

const state = z.enum(LIFE_STATES);
const yaml = z.string().min(1).max(200_000).meta({ description: 'Text of an agent file, comments and all.' });
const inactive = z.object({ path: z.string(), reason: z.string() }).meta({ id: 'InactiveField' });

const listed = z
  .object({
    name: agentName,
    state,
    valid: z.boolean(),
    runs: count.meta({ description: 'Finished runs.' }),
    lastDay: day.nullable(),
    unfinished: z.boolean().meta({ description: 'A run was begun and is not finished.' }),
    killed: z.boolean().meta({ description: 'The kill switch is pulled: it sends nothing.' }),
  })
  .meta({ id: 'ListedAgent' });

const file = z
  .object({
    name: agentName,
    state,
    yaml,
    etag: z.string().meta({ description: 'Changes with every change of the text.' }),
    savedVersion: version.nullable().meta({ description: 'Newest version that was kept; null for none.' }),
    valid: z.boolean(),
    issues: z.array(issue),
    inactive: z.array(inactive).meta({ description: 'What the file states and this version does not act on yet.' }),
  })
  .meta({ id: 'AgentFile' });

const checked = z
  .object({
    valid: z.boolean(),
    issues: z.array(issue),
    inactive: z.array(inactive),
    actions: count
      .nullable()
      .meta({ description: 'Actions that can be chosen on some day; null for a file with mistakes.' }),
    combinations: count.nullable().meta({ description: 'Of one option of each dimension, allowed or not.' }),
    since: version.nullable().meta({ description: 'The saved version that it is compared with.' }),
    changes: z.array(change),
    lines: z
      .array(z.string())
      .meta({ description: 'Of a unified diff from that version, or from the file where none was kept.' }),
  })
  .meta({ id: 'CheckedFile' });

const saved = z
  .object({
    version: version.nullable().meta({ description: 'Null: it waits for `agreed`, and nothing was kept.' }),
    since: version.nullable(),
    differs: z.boolean(),
    changes: z.array(change),
  })
  .meta({ id: 'SavedVersion' });

const listedVersion = z
  .object({ version, at: instant, by: z.string().nullable(), summary: z.string(), changes: z.array(change) })
  .meta({ id: 'AgentVersion' });

const winback = { agent: 'winback' };
const text = 'name: winback\ntimeZone: Europe/Berlin\n# …\n';
const exampleFile = {
  ...{ name: 'winback', state: 'draft', yaml: text, etag: '"4b1f0c5d2a7e9c30"', savedVersion: null },
  ...{ valid: false, issues: [{ path: 'success', message: 'is missing', line: null, column: null }], inactive: [] },
};
const exampleChange = {
  ...{ path: 'success.horizonDays', before: '7', after: '14', effect: 'from_next_run', irrevocable: false },
  message: 'later decisions wait 14 days for their outcome',
};

export const agentEndpoints = {
  listAgents: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents', tag: 'Agents', summary: 'list the agents with their states' },
    ...{ params: NOTHING, query: pageQuery, body: null, answer: pageOf(listed) },
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      answer: {
        items: [
          {
            name: 'winback',
            state: 'running',
            valid: true,
            runs: 56,
            lastDay: '2026-03-01',
            unfinished: false,
            killed: false,
          },
        ],
        next: null,
      },
    },
  }),
  createAgent: endpoint({
    needs: 'design',
    ...{
      method: 'POST',
      path: '/agents',
      tag: 'Agents',
      summary: 'make a draft: from a text, a use case, or the commented starter file',
    },
    ...{ params: NOTHING, query: NOTHING, answer: file },
    body: z.strictObject({
      ...{ name: agentName, yaml: yaml.optional() },
      useCase: z
        .string()
        .max(100)
        .optional()
        .meta({ description: 'One of `GET /use-cases`; counts where there is no text.' }),
    }),
    ...{
      problems: ['agent_state_invalid', 'workspace_exists', 'folder_in_use', 'example_unknown'],
      changes: true,
      etag: 'answers',
    },
    example: { body: { name: 'winback' }, answer: exampleFile },
  }),
  readAgent: endpoint({
    needs: 'look',
    ...{
      method: 'GET',
      path: '/agents/{agent}',
      tag: 'Agents',
      summary: 'read an agent file, its state and its mistakes',
    },
    ...{ params: ofAgent, query: NOTHING, body: null, answer: file },
    ...{ problems: ['agent_unknown'], changes: false, etag: 'answers' },
    example: { params: winback, answer: exampleFile },
  }),
  writeAgent: endpoint({
    needs: 'design',
    ...{ method: 'PUT', path: '/agents/{agent}', tag: 'Agents', summary: 'write an agent file that has no mistakes' },
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ yaml }), answer: file },
    ...{ problems: ['agent_unknown', 'agent_file_invalid', 'file_changed', 'etag_missing', 'folder_in_use'] },
    ...{ changes: true, etag: 'required' },
    example: { params: winback, body: { yaml: text }, answer: exampleFile },
  }),
  checkAgent: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/check', tag: 'Agents' },
    summary: 'say what is wrong with a text, and what it would change; nothing is written',
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ yaml }), answer: checked },
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      ...{ params: winback, body: { yaml: text } },
      answer: {
        ...{ valid: true, issues: [], inactive: [], actions: 10, combinations: 12, since: 3 },
        ...{ changes: [exampleChange], lines: ['-  horizonDays: 7', '+  horizonDays: 14'] },
      },
    },
  }),
  listVersions: endpoint({
    needs: 'look',
    ...{
      method: 'GET',
      path: '/agents/{agent}/versions',
      tag: 'Agents',
      summary: 'list the versions that were kept, newest first',
    },
    ...{ params: ofAgent, query: pageQuery, body: null, answer: pageOf(listedVersion) },
    ...{ problems: ['agent_unknown'], changes: false, etag: 'none' },
    example: {
      params: winback,
      answer: {
        items: [{ version: 1, at: '2026-01-05T09:00:00.000Z', by: 'mara', summary: 'first version', changes: [] }],
        next: null,
      },
    },
  }),
  saveVersion: endpoint({
    needs: 'design',
    ...{ method: 'POST', path: '/agents/{agent}/versions', tag: 'Agents', summary: 'keep the file as a new version' },
    ...{ params: ofAgent, query: NOTHING, answer: saved },
    body: z.strictObject({
      agreed: z.boolean().default(false).meta({ description: 'Somebody has read what is lost, and agrees.' }),
    }),
    ...{ problems: ['agent_unknown', 'agent_file_invalid', 'folder_in_use'], changes: true, etag: 'none' },
    example: {
      params: winback,
      body: { agreed: false },
      answer: { version: 4, since: 3, differs: true, changes: [exampleChange] },
    },
  }),
  restoreVersion: endpoint({
    needs: 'design',
    ...{ method: 'POST', path: '/agents/{agent}/versions/{version}/restore', tag: 'Agents' },
    summary: 'write a version back to the file, and keep a copy of the file that was there',
    params: ofAgent.extend({ version: versionText }),
    ...{ query: NOTHING, body: NOTHING },
    answer: z.object({ version, copied: z.boolean(), changes: z.array(change) }).meta({ id: 'RestoredVersion' }),
    problems: ['agent_unknown', 'agent_version_unknown', 'agent_file_invalid', 'folder_in_use'],
    ...{ changes: true, etag: 'none' },
    example: {
      params: { ...winback, version: 2 },
      body: {},
      answer: { version: 2, copied: true, changes: [exampleChange] },
    },
  }),
  diffAgent: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/agents/{agent}/diff', tag: 'Agents' },
    summary: 'compare a version with another, or with the file',
    params: ofAgent,
    query: z.strictObject({
      from: versionText.optional().meta({ description: 'Default: the newest version.' }),
      to: versionText.optional().meta({ description: 'Default: the file.' }),
    }),
    body: null,
    answer: z
      .object({
        from: version,
        to: version.nullable().meta({ description: 'Null: the file.' }),
        lines: z.array(z.string()).meta({ description: 'Of a unified diff.' }),
        changes: z.array(change),
      })
      .meta({ id: 'AgentDiff' }),
    ...{ problems: ['agent_unknown', 'agent_version_unknown', 'agent_file_invalid'], changes: false, etag: 'none' },
    example: {
      ...{ params: winback, query: { from: 3 } },
      answer: { from: 3, to: null, lines: ['-  horizonDays: 7', '+  horizonDays: 14'], changes: [exampleChange] },
    },
  }),
};
