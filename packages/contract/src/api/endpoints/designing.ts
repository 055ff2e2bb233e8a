/** What helps to design an agent before it runs: use cases to begin from, and what a design will be able to show. */
import { GROUPS } from '@fitly/core/terms';
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { count, NOTHING, ofAgent } from '../shared.ts';

const useCase = z
  .object({
    name: z.string().meta({ description: 'What `createAgent` takes.', examples: ['winback'] }),
    description: z.string(),
    yaml: z.string().meta({ description: 'Its agent file, comments and all, with the ids of its sandbox.' }),
  })
  .meta({ id: 'UseCase' });

const looks = z.object({
  sequential: z.number().meta({ description: 'Read daily.' }),
  fixed: z.number().meta({ description: 'In one look at the end.' }),
});
const days = count.nullable().meta({ description: 'Days from the launch; null: not within a year.' });
const contrast = z.object({
  id: z.string(),
  treated: z.enum(GROUPS),
  control: z.enum(GROUPS),
  power: z.number(),
  detectable: looks.meta({
    description: 'Smallest relative effect that is found with probability `power` by the end of the window.',
  }),
  when: z
    .array(z.object({ effect: z.number(), sequential: days, fixed: days }))
    .meta({ description: 'How soon effects of these sizes are found.' }),
  says: z.array(z.string()).meta({ description: 'The same in sentences.' }),
});
const launchPlan = z
  .object({
    customers: count,
    baseline: z.object({ mean: z.number(), variance: z.number(), days: z.number() }).meta({
      description: 'The metric per customer over so many days without the agent.',
    }),
    groups: z.array(z.object({ group: z.enum(GROUPS), customers: count })),
    contrasts: z.array(contrast).meta({ description: 'One for each primary comparison.' }),
  })
  .meta({
    id: 'LaunchPlan',
    description: 'What an agent will be able to show, as if all customers came on the first day.',
  });

export const designEndpoints = {
  listUseCases: endpoint({
    needs: 'look',
    ...{ method: 'GET', path: '/use-cases', tag: 'Agents', summary: 'list the agents of the use cases, to begin from' },
    ...{ params: NOTHING, query: NOTHING, body: null, answer: z.object({ items: z.array(useCase) }) },
    ...{ problems: [], changes: false, etag: 'none' },
    example: {
      answer: { items: [{ name: 'winback', description: 'Whom to win back, and how.', yaml: 'name: winback\n# …\n' }] },
    },
  }),
  planLaunch: endpoint({
    needs: 'evaluate',
    ...{ method: 'POST', path: '/agents/{agent}/launch-plan', tag: 'Agents' },
    summary: 'say how many customers each group of a text will have, and what it can show by when; nothing is written',
    ...{ params: ofAgent, query: NOTHING },
    body: z.strictObject({
      yaml: z.string().min(1).max(200_000),
      customers: z
        .int()
        .min(2)
        .max(1_000_000_000)
        .nullable()
        .default(null)
        .meta({ description: 'In the audience; null: as many as the newest imported attributes tell of.' }),
      baseRate: z.number().gt(0).lt(1).nullable().default(null).meta({
        description: 'Share of them with a success in the window without the agent; null: by imported events.',
      }),
    }),
    answer: z.object({
      plan: launchPlan
        .nullable()
        .meta({ description: 'Null: neither what is given nor what was imported says enough.' }),
    }),
    ...{ problems: ['agent_file_invalid'], changes: false, etag: 'none' },
    example: {
      params: { agent: 'winback' },
      body: { yaml: 'name: winback\n# …\n', customers: 80_000, baseRate: 0.02 },
      answer: { plan: null },
    },
  }),
};
