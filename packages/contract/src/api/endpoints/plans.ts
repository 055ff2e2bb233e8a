/** Agents as code: files that are kept somewhere else are planned, read by somebody, and applied. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { NOTHING, version } from '../shared.ts';
import { exampleBegun, job } from './jobs.ts';

const file = z.strictObject({
  name: z.string().min(1).max(200).meta({ description: 'What the file is called in messages.' }),
  yaml: z.string().min(1).max(200_000).meta({ description: 'Text of an agent file; it names the agent.' }),
});
const files = z.array(file).min(1).max(20);
const exampleFile = { name: 'agents/winback.yaml', yaml: 'name: winback\ntimeZone: Europe/Berlin\n# …\n' };
const plan = z.string().regex(/^[0-9a-f]{16}$/);

export const planEndpoints = {
  planAgents: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/plans', tag: 'Agents' },
    summary: 'say what would change tomorrow if these files were the agents’; nothing is written, sent or kept',
    ...{ params: NOTHING, query: NOTHING, body: z.strictObject({ files }), answer: job, status: 202 },
    ...{ problems: ['agent_file_invalid', 'too_busy'], changes: false, etag: 'none' },
    example: { body: { files: [exampleFile] }, answer: { ...exampleBegun, kind: 'plan', agent: null } },
  }),
  applyAgents: endpoint({
    needs: 'design',
    ...{ method: 'POST', path: '/plans/apply', tag: 'Agents' },
    summary: 'do what a plan showed: write the files and keep their versions; refused where anything has changed since',
    ...{ params: NOTHING, query: NOTHING },
    body: z.strictObject({
      files,
      plan: plan.meta({ description: '`id` of the plan that was read.' }),
      agreed: z.boolean().default(false).meta({ description: 'Somebody has read what is lost, and agrees.' }),
    }),
    answer: z.object({
      agents: z.array(
        z
          .object({
            agent: z.string(),
            kind: z.enum(['new', 'changed', 'unchanged']),
            version: version.nullable().meta({ description: 'That the file has now; null: a draft.' }),
            before: version.nullable().meta({ description: 'To which `restoreVersion` goes back; null: none.' }),
          })
          .meta({ id: 'AppliedAgent' }),
      ),
    }),
    ...{ problems: ['agent_file_invalid', 'agent_state_invalid', 'plan_refused', 'folder_in_use'] },
    ...{ changes: true, etag: 'none' },
    example: {
      body: { files: [exampleFile], plan: '4b1f0c5d2a7e9c30', agreed: true },
      answer: { agents: [{ agent: 'winback', kind: 'changed', version: 4, before: 3 }] },
    },
  }),
};
