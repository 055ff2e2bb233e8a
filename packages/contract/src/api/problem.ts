/** Failures on the wire: `application/problem+json` (RFC 9457), with the codes of the catalogue of errors. */
import { ERROR_CATALOGUE, type ErrorCode, EXIT } from '@fitly/core/errors';
import { z } from 'zod';

/** Code → status and title of what can be wrong with a request before anything of the product is reached. */
export const REQUEST_PROBLEMS = {
  request_invalid: { status: 400, title: 'The request does not have the form that this operation expects' },
  key_refused: { status: 401, title: 'Nobody has signed in, and no valid key was sent' },
  sign_in_failed: { status: 401, title: 'Address, password or code is wrong' },
  permission_missing: { status: 403, title: 'The role or the key does not allow this' },
  person_needed: { status: 403, title: 'Only a person who has signed in can do this' },
  foreign_origin: { status: 403, title: 'A page of another origin may not ask for this' },
  job_unknown: { status: 404, title: 'There is no such job, or no longer' },
  route_unknown: { status: 404, title: 'There is nothing at this address' },
  method_unknown: { status: 405, title: 'This address does not know the method' },
  idempotency_conflict: { status: 409, title: 'This idempotency key was used for another request' },
  file_changed: { status: 412, title: 'The file has been changed since it was read' },
  body_too_large: { status: 413, title: 'The body is longer than this operation reads' },
  media_type_unknown: { status: 415, title: 'The body must be JSON' },
  host_unknown: { status: 421, title: 'This machine is asked by a name that is not its own' },
  too_many_tries: { status: 429, title: 'Too many tries: the next one is looked at later' },
  too_busy: { status: 429, title: 'So much of this is under way already' },
  etag_missing: { status: 428, title: 'Say by If-Match which state of the file was read' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;
export type RequestCode = keyof typeof REQUEST_PROBLEMS;

const NOT_FOUND: readonly ErrorCode[] = [
  ...(['agent_unknown', 'agent_version_unknown', 'run_not_found', 'quarantine_unknown'] as const),
  'feed_unknown',
  ...(['person_unknown', 'access_key_unknown'] as const),
  ...(['file_not_found', 'example_unknown'] as const),
];
const CONFLICT: readonly ErrorCode[] = [
  ...(['agent_state_invalid', 'workspace_exists', 'template_conflict', 'event_source_fixed'] as const),
  ...(['folder_in_use', 'person_exists', 'person_disabled', 'last_owner', 'plan_refused', 'not_on_request'] as const),
];
const FROM_BRAZE = 'braze_';

/** What the catalogue's codes are on the wire. */
export function statusOf(code: ErrorCode): number {
  if (NOT_FOUND.includes(code)) return 404;
  if (CONFLICT.includes(code)) return 409;
  const exit = ERROR_CATALOGUE[code];
  if (exit === EXIT.internal) return 500;
  if (exit === EXIT.environment) return code.startsWith(FROM_BRAZE) ? 502 : 503;
  if (exit === EXIT.interrupted) return 503;
  return exit === EXIT.usage ? 400 : 422;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be understood',
  404: 'There is no such thing',
  409: 'The present state does not allow this',
  422: 'What was given cannot be used',
  500: 'Something broke that should not',
  502: 'Braze failed or refused',
  503: 'This cannot be done just now',
};
export const titleOf = (status: number): string => TITLES[status] ?? 'The request failed';

export const problemSchema = z
  .strictObject({
    type: z.string().meta({ examples: ['urn:fitly:problem:agent_unknown'] }),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string().meta({ description: 'Stable; docs/reference/errors.md and api.md list them.' }),
    detail: z.string().meta({ description: 'What was given and what was expected.' }),
    next: z.string().nullable().meta({ description: 'What to do next.' }),
    issues: z.array(
      z.strictObject({
        path: z.string(),
        message: z.string(),
        line: z.int().nullable(),
        column: z.int().nullable(),
      }),
    ),
  })
  .meta({ id: 'Problem', description: 'What went wrong, everything at once, and what to do next.' });
export type Problem = z.output<typeof problemSchema>;
