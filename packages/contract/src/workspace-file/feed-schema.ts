import { z } from 'zod';

/** How the rows of a file feed are written; csv and jsonl may be compressed with gzip or zstd. */
const FILE_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

const column = z.string().min(1);

/** Our names → columns of the file. Which of them go with which kind is checked in `check-feed.ts`. */
const columns = z.strictObject({
  customer: column.meta({ description: 'Column with the external id of the customer. Hashed as it is read.' }),
  event: z
    .union([column, z.strictObject({ is: z.string().min(1) })])
    .optional()
    .meta({ description: 'Events: the column that names the event, or `{ is: visit }` where all rows are one event.' }),
  at: column.optional().meta({
    description: 'Events: column with the instant at which it happened: ISO 8601 or epoch milliseconds.',
  }),
  createdAt: column.optional().meta({
    description: 'Events: column with the instant at which the source made the row; without it the arrival stands.',
  }),
  id: column.optional().meta({ description: "Events: column with the source's own id of the event." }),
  amount: column.optional().meta({ description: 'Events: column with money.' }),
  fields: z.record(z.string(), column).optional().meta({
    description: 'Events: declared field of `success.fields` → column; without it the column has the same name.',
  }),
  asOf: z
    .union([column, z.strictObject({ fileName: z.literal(true) })])
    .optional()
    .meta({
      description:
        'Snapshots: the column with the day that a row describes, or `{ fileName: true }` where the name of the file has it as YYYY-MM-DD; without it the day of arrival.',
    }),
  attributes: z.record(z.string(), column).optional().meta({
    description: 'Snapshots: attribute of `context` → column; without it the column has the same name.',
  }),
});

export const feedSchema = z.strictObject({
  kind: z.enum(['events', 'snapshot']).meta({
    description:
      'What a row is: `events`, something that happened; `snapshot`, what is true of a customer on the evening of a day.',
  }),
  format: z.enum(['currents', ...FILE_FORMATS, 'postgres', 'rest']).meta({
    description:
      'How the rows come: `currents`, Avro files of Braze Currents; files with named columns; `postgres`, a query; or `rest`, events that programs post to `/api/v1/events`.',
  }),
  folder: z.string().optional().meta({
    description: 'Files: where they arrive, with all folders below it; relative to the folder of this file.',
  }),
  query: z.string().optional().meta({
    description: '`postgres`: the SQL that gives the rows. It runs in a transaction that cannot write.',
  }),
  urlFile: z.string().optional().meta({
    description:
      '`postgres`: the file that holds the address of the database with user and password (mode 0600); relative to the folder of this file.',
  }),
  urlVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable such as `SHOP_DATABASE_URL`')
    .optional()
    .meta({ description: '`postgres`: the environment variable that holds the address, in the place of `urlFile`.' }),
  urlSecret: z.string().optional().meta({
    description:
      '`postgres`: name of the secret that holds the address (`fitly secret set NAME`), in the place of `urlFile`.',
  }),
  overlapHours: z.number().min(0).max(8_760).optional().meta({
    description:
      '`postgres`, events: how far before the newest row that is known a run reads again, since rows may become visible later than they were made. Default 24.',
  }),
  timeoutSeconds: z.number().int().min(1).max(3_600).optional().meta({
    description: '`postgres`: longest time of one statement. Default 300.',
  }),
  required: z.boolean().default(false).meta({
    description:
      'Whether a run stops when the folder is missing, is still empty, or holds a file that cannot be read, when the query fails, or while no event has ever been posted.',
  }),
  columns: columns.optional().meta({ description: 'Which column holds what; not for `currents`.' }),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'expected an ISO 4217 code such as `EUR`')
    .optional()
    .meta({ description: 'Events: currency of `amount`. Money in another one than the agent’s adds nothing.' }),
  unit: z.number().positive().optional().meta({
    description: 'Events: what one unit of `amount` is worth in the currency: 0.01 for cents. Default 1.',
  }),
  timeZone: z.string().optional().meta({
    description: 'Time zone of instants that name none, by its IANA name; without it such rows are set aside.',
  }),
});

export type FeedInput = z.output<typeof feedSchema>;
