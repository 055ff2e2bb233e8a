/** What another policy would have earned, what a design would earn, and what Braze says of it: each is a job. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { day, instant, NOTHING, ofAgent, version } from '../shared.ts';
import { exampleBegun, job } from './jobs.ts';

const text = z.string().min(1).max(200);
const list = <T extends z.ZodType>(of: T) => z.array(of).max(20).default([]);
const agentText = z.strictObject({
  name: text.meta({ description: 'What the candidate is called in the answer.' }),
  yaml: z.string().min(1).max(200_000).meta({ description: 'Text of a changed agent file.' }),
});

/** What Braze does not tell. */
const ATTESTED = ['re_eligibility', 'no_control_group'] as const;

const ofWinback = { params: { agent: 'winback' } };

export const evaluationEndpoints = {
  evaluateAgent: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/evaluations', tag: 'Runs' },
    summary:
      'say what candidates would have earned, from the log of the agent; with none named, as it ran and every action alike',
    ...{ params: ofAgent, query: NOTHING, answer: job, status: 202 },
    body: z.strictObject({
      group: z.enum(['agent', 'random_control']).optional().meta({ description: 'Whose decisions are read.' }),
      from: day.optional(),
      to: day.optional(),
      asItRan: z.boolean().default(false),
      uniform: z.boolean().default(false),
      fix: list(text).meta({ description: 'Always this where it may be: `offer=half_price`, joined by `+`.' }),
      policy: list(version).meta({ description: 'Learned policy versions.' }),
      without: list(text).meta({ description: 'The agent without this rule or budget.' }),
      agentFiles: z.array(agentText).max(5).default([]),
    }),
    ...{ problems: ['agent_unknown', 'agent_file_invalid', 'too_busy'], changes: false, etag: 'none' },
    example: { ...ofWinback, body: { fix: ['subject_line=plain'], policy: [20] }, answer: exampleBegun },
  }),
  simulateAgent: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/simulations', tag: 'Runs' },
    summary: 'play the design with simulated customers; nothing is sent or kept',
    ...{ params: ofAgent, query: NOTHING, answer: job, status: 202 },
    body: z.strictObject({
      weeks: z.int().min(2).max(104).default(12),
      worlds: z.int().min(1).max(50).default(3).meta({ description: 'The interval is over them.' }),
      seed: text.default('1'),
      set: z
        .record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.number())
        .default({})
        .meta({ description: 'Parameters of the worlds, as `fitly simulate --help` lists them.' }),
      from: day.optional().meta({ description: 'First day of an agent that has not run yet; default: today.' }),
    }),
    ...{ problems: ['agent_unknown', 'too_busy'], changes: false, etag: 'none' },
    example: {
      ...ofWinback,
      body: { weeks: 8, set: { baseRate: 0.02 } },
      answer: { ...exampleBegun, kind: 'simulate' },
    },
  }),
  preflightAgent: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/preflight', tag: 'Agents' },
    summary: 'look in Braze whether a run would do there what the file says; sends nothing, changes nothing',
    ...{ params: ofAgent, query: NOTHING, body: NOTHING, answer: job, status: 202 },
    ...{ problems: ['agent_unknown', 'too_busy'], changes: false, etag: 'none' },
    example: { ...ofWinback, body: {}, answer: { ...exampleBegun, kind: 'preflight' } },
  }),
  attest: endpoint({
    needs: 'launch',
    ...{ method: 'POST', path: '/agents/{agent}/attestations', tag: 'Agents' },
    summary: 'say that you have looked up what Braze does not tell; it is kept with your name',
    ...{ params: ofAgent, query: NOTHING, body: z.strictObject({ what: z.enum(ATTESTED) }) },
    answer: z
      .object({ agent: z.string(), what: z.enum(ATTESTED), by: z.string(), at: instant })
      .meta({ id: 'Attestation' }),
    ...{ problems: ['agent_unknown', 'agent_file_invalid', 'folder_in_use'], changes: true, etag: 'none' },
    example: {
      ...{ ...ofWinback, body: { what: 're_eligibility' } },
      answer: { agent: 'winback', what: 're_eligibility', by: 'Anna', at: '2026-02-01T06:00:00.000Z' },
    },
  }),
};
