import { z } from 'zod';
import { share } from '../agent-file/shorthand.ts';

const connection = z.strictObject({
  kind: z.enum(['sandbox', 'braze']).meta({ description: 'A local Braze sandbox, or a real Braze workspace.' }),
  url: z.string().meta({ description: 'REST endpoint: http on this machine for a sandbox, https for Braze.' }),
  keyFile: z.string().meta({ description: 'File that holds the API key; relative to the folder of this file.' }),
});

/** Each further format adds its own fields (columns, id, both clocks) to what all feeds say. */
const feed = z.strictObject({
  kind: z.enum(['events']).meta({ description: 'What each row is: `events`, things that happened, each with its id.' }),
  format: z
    .enum(['currents'])
    .meta({ description: 'How the files are written: `currents`, Avro files of Braze Currents.' }),
  folder: z.string().meta({
    description: 'Where the files arrive, with all folders below it; relative to the folder of this file.',
  }),
  required: z.boolean().default(false).meta({
    description: 'Whether a run stops when the folder is missing, is still empty, or holds a file that cannot be read.',
  }),
});

export const workspaceSchema = z
  .strictObject({
    holdout: share.default(0).meta({
      description: 'Share of all new customers to whom no agent of this workspace ever sends, such as `5%`.',
    }),
    connections: z.record(z.string(), connection).meta({ description: 'Where agents may send, by name.' }),
    feeds: z
      .record(z.string(), feed)
      .default({})
      .meta({ description: 'What arrives by itself and each run takes in, by name.' }),
  })
  .meta({ title: 'Fitly workspace', description: 'The file fitly.yaml.' });

/** The workspace file after parsing: every `url` is an origin without a slash at the end. */
export type WorkspaceFile = Omit<z.output<typeof workspaceSchema>, 'holdout'> & {
  /** In [0, 1]. */
  readonly holdout: number;
};
export type Connection = z.output<typeof connection>;
export type Feed = z.output<typeof feed>;
