/** Pieces of which the schemas of the API are made. */
import { CHANGE_EFFECTS } from '@fitly/core/design';
import { z } from 'zod';

export const NOTHING = z.strictObject({});

export const agentName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,62}$/)
  .meta({ description: 'Name of an agent.', examples: ['winback'] });

export const day = z.iso.date().meta({ description: 'A local date of the agent.', examples: ['2026-02-01'] });
export const instant = z.iso.datetime({ precision: 3 }).meta({ examples: ['2026-02-01T06:00:00.000Z'] });
export const count = z.int().min(0);
export const version = z.int().min(1).max(1_000_000);
/** In a path or a query, where numbers are texts. */
export const versionText = z.coerce.number<string>().int().min(1).max(1_000_000);

export const ofAgent = z.strictObject({ agent: agentName });

/** Why, or by whom: for the history. Kept as it is, so no personal data belongs here. */
export const note = z.string().min(1).max(500).nullable().default(null).meta({ description: 'Why, for the history.' });

/** Address of a page of a list: `next` of one answer is `cursor` of the next request. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number<string>().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ description: '`next` of the answer before; without it, the first page.' }),
});

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last.' }),
  });

export const change = z
  .object({
    path: z.string(),
    before: z.string().nullable(),
    after: z.string().nullable(),
    effect: z.enum(CHANGE_EFFECTS),
    message: z.string(),
    irrevocable: z.boolean(),
  })
  .meta({ id: 'AgentChange', description: 'What differs between two versions of an agent, and what that means.' });

export const issue = z
  .object({
    path: z.string(),
    message: z.string(),
    line: z.int().nullable(),
    column: z.int().nullable(),
  })
  .meta({ id: 'Issue', description: 'One mistake in an agent file.' });
