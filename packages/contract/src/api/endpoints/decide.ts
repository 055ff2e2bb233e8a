/** Decisions when somebody asks, of agents whose `delivery.mode` is `api`. */
import type { LIFE_STATES } from '@fitly/core/design';
import { GROUPS } from '@fitly/core/terms';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, day, instant, NOTHING, ofAgent, version } from '../shared.ts';

/** Of one call. */
export const MOST_CUSTOMERS = 1_000;

/** What there is to say of a customer, and what it means. */
export const DECIDE_REASONS = {
  chosen: 'Show the action.',
  send_nothing: 'The choice is to show nothing; it is learned from like any other.',
  no_eligible_action: 'Rules, dates, quiet days or caps leave no action; `because` says which.',
  holdout: 'The customer is in the holdout: show nothing of this agent.',
  business_as_usual: 'The customer gets what is usual without this agent: show that.',
  workspace_holdout: 'No agent of the workspace decides for this customer.',
  not_in_audience: 'The customer has left the segments of the audience, or its rule leaves them out.',
  attribute_missing: 'The rule of the audience cannot be judged, since an attribute is missing.',
  erased: 'The customer was erased, and nothing of them is kept again.',
  killed: 'Somebody has pulled the kill switch.',
  agent_draft: 'The agent was never started.',
  agent_paused: 'The agent is paused.',
  agent_stopped: 'The agent has ended.',
} as const;
const REASON_NAMES = Object.keys(DECIDE_REASONS).filter((name) => name !== 'agent_running') as [
  keyof typeof DECIDE_REASONS,
  ...(keyof typeof DECIDE_REASONS)[],
];
/** A state without a reason of its own does not compile. */
type StateReason = `agent_${Exclude<(typeof LIFE_STATES)[number], 'running'>}`;
DECIDE_REASONS satisfies Readonly<Record<StateReason, string>>;

const customerId = z
  .string()
  .min(1)
  .max(997)
  .meta({ description: 'External id of the customer, as Braze knows it.', examples: ['mtd-00042'] });

const decision = z
  .object({
    decisionId: z.string().meta({ description: 'To be sent with `activate`, and with events where the platform can.' }),
    decidedAt: instant,
    repeated: z.boolean().meta({ description: 'It was made for an earlier call of the same decision day.' }),
    policyVersion: version,
    action: z
      .record(z.string(), z.string())
      .nullable()
      .meta({ description: 'The chosen option of each dimension; null without an eligible action.' }),
    properties: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .nullable()
      .meta({ description: 'What the chosen options pass on (`values` in the agent file); null: show nothing.' }),
    propensity: z
      .number()
      .nullable()
      .meta({ description: 'Probability with which this action was drawn, exact; in (0, 1].' }),
    because: z.array(z.string()).meta({ description: 'Why actions were refused, where none was left; else empty.' }),
  })
  .meta({ id: 'RequestedDecision' });

const answered = z
  .object({
    customer: z.string(),
    reason: z.enum(REASON_NAMES).meta({
      description: Object.entries(DECIDE_REASONS)
        .map(([name, means]) => `\`${name}\`: ${means}`)
        .join(' '),
    }),
    group: z.enum(GROUPS).nullable().meta({ description: 'Null: the customer is not enrolled.' }),
    decision: decision.nullable().meta({ description: 'Null: nothing was decided.' }),
  })
  .meta({ id: 'AnsweredCustomer' });

const RESULTS = ['activated', 'repeated', 'unknown'] as const;
const PROBLEMS = ['agent_unknown', 'not_on_request', 'braze_unreachable', 'disk_failed', 'folder_in_use'] as const;

export const decideEndpoints = {
  decide: endpoint({
    needs: 'decide',
    ...{ method: 'POST', path: '/agents/{agent}/decide', tag: 'Decisions', summary: 'decide for customers now' },
    ...{ params: ofAgent, query: NOTHING },
    body: z.strictObject({
      customers: z
        .array(
          z.strictObject({
            customer: customerId,
            context: z.record(z.string().max(200), z.unknown()).nullable().default(null).meta({
              description:
                'Attributes of the agent’s context as they are now; of the others counts what the last run knew. Null or left out: all of them.',
            }),
          }),
        )
        .min(1)
        .max(MOST_CUSTOMERS),
    }),
    answer: z.object({
      agent: z.string(),
      day: day.meta({
        description: 'The decision day: that of the newest run that has decided. One decision per customer.',
      }),
      results: z.array(answered).meta({ description: 'In the order of the call.' }),
    }),
    ...{ problems: [...PROBLEMS, 'context_invalid'], changes: false, etag: 'none' },
    example: {
      params: { agent: 'banner' },
      body: { customers: [{ customer: 'mtd-00042', context: { recency: 3 } }, { customer: 'mtd-00043' }] },
      answer: {
        ...{ agent: 'banner', day: '2026-02-01' },
        results: [
          {
            ...{ customer: 'mtd-00042', reason: 'chosen', group: 'agent' },
            decision: {
              ...{ decisionId: '5b0c3f0de3f2a1d4c6b7a8990f1e2d3c', decidedAt: '2026-02-01T09:30:00.000Z' },
              ...{ repeated: false, policyVersion: 12, action: { look: 'mens', line: 'sale' } },
              ...{ properties: { headline: 'Sale' }, propensity: 0.4375, because: [] },
            },
          },
          { customer: 'mtd-00043', reason: 'holdout', group: 'holdout', decision: null },
        ],
      },
    },
  }),
  activate: endpoint({
    needs: 'decide',
    ...{
      method: 'POST',
      path: '/agents/{agent}/activate',
      tag: 'Decisions',
      summary: 'say which decisions were shown or used',
    },
    ...{ params: ofAgent, query: NOTHING },
    body: z.strictObject({
      decisions: z
        .array(
          z.strictObject({
            decisionId: z.string().min(1).max(100),
            at: instant.nullable().default(null).meta({ description: 'When; null: now.' }),
          }),
        )
        .min(1)
        .max(MOST_CUSTOMERS),
    }),
    answer: z.object({
      ...{ agent: z.string(), activated: count, repeated: count, unknown: count },
      results: z
        .array(z.object({ decisionId: z.string(), result: z.enum(RESULTS) }))
        .meta({ description: '`unknown`: the agent has lately made no such decision. In the order of the call.' }),
    }),
    ...{ problems: [...PROBLEMS], changes: false, etag: 'none' },
    example: {
      params: { agent: 'banner' },
      body: { decisions: [{ decisionId: '5b0c3f0de3f2a1d4c6b7a8990f1e2d3c', at: null }] },
      answer: {
        ...{ agent: 'banner', activated: 1, repeated: 0, unknown: 0 },
        results: [{ decisionId: '5b0c3f0de3f2a1d4c6b7a8990f1e2d3c', result: 'activated' }],
      },
    },
  }),
};
