import { z } from 'zod';
import { share } from '../agent-file/shorthand.ts';
import { feedSchema } from './feed-schema.ts';
import type { Feed } from './typed-feed.ts';

const connection = z.strictObject({
  kind: z.enum(['sandbox', 'braze']).meta({ description: 'A local Braze sandbox, or a real Braze workspace.' }),
  url: z.string().meta({ description: 'REST endpoint: http on this machine for a sandbox, https for Braze.' }),
  keyFile: z
    .string()
    .optional()
    .meta({ description: 'File that holds the API key; relative to the folder of this file.' }),
  secret: z.string().optional().meta({
    description: 'Name of the secret that holds the API key (`fitly secret set NAME`), in the place of `keyFile`.',
  }),
  timeZone: z.string().default('Etc/UTC').meta({
    description:
      "Time zone in which the days of Braze's statistics begin: that of the workspace in Braze, by its IANA name or as Braze shows it.",
  }),
});

const arbitration = z.strictObject({
  floor: share.default(0.1).meta({
    description: 'Share of contested customers who go to one of the agents by lot, such as `10%`.',
  }),
  losses: z.number().int().min(1).max(365).default(5).meta({
    description: 'After so many losses in a row at a customer an agent goes first there.',
  }),
});

export const workspaceSchema = z
  .strictObject({
    holdout: share.default(0).meta({
      description: 'Share of all new customers to whom no agent of this workspace ever sends, such as `5%`.',
    }),
    missedDays: z.enum(['catch_up', 'skip']).default('catch_up').meta({
      description:
        'What `fitly serve` makes of dates that were over before they were run: each is run late, or left out. Neither sends anything.',
    }),
    arbitration: arbitration.optional().meta({
      description:
        'Each customer is for one agent a day: the one to whom the customer is worth most. Without it every agent decides for itself.',
    }),
    connections: z.record(z.string(), connection).meta({ description: 'Where agents may send, by name.' }),
    feeds: z
      .record(z.string(), feedSchema)
      .default({})
      .meta({ description: 'What arrives by itself and each run takes in, by name.' }),
  })
  .meta({ title: 'Fitly workspace', description: 'The file fitly.yaml.' });

/** The workspace file after parsing: every `url` is an origin without a slash at the end, every `timeZone` an IANA name. */
export type WorkspaceFile = Omit<z.output<typeof workspaceSchema>, 'holdout' | 'feeds' | 'arbitration'> & {
  /** In [0, 1]. */
  readonly holdout: number;
  /** `floor` in [0, 1]; null: every agent decides for itself. */
  readonly arbitration: { readonly floor: number; readonly losses: number } | null;
  readonly feeds: Readonly<Record<string, Feed>>;
};
export type Connection = z.output<typeof connection>;
