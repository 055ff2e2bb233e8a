/** docs/reference/api.md, written from the operations themselves, so that it cannot say anything that they do not do. */
import { API_BASE } from './client.ts';
import { type Endpoint, TAGS } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import { REQUEST_PROBLEMS } from './problem.ts';

function apiReference(): string {
  const operations = Object.entries<Endpoint>(ENDPOINTS);
  return [
    '# The REST API',
    '',
    '<!-- Written by packages/contract/scripts/write-api-reference.ts from the operations themselves; change those, then run it. -->',
    '',
    `Everything below lies under \`${API_BASE}\`. [openapi.json](openapi.json) describes requests and answers to the last field, with`,
    'examples; the service serves the same document. [The guide](../guides/api.md) shows how to ask.',
    '',
    ...Object.entries(TAGS).flatMap(([tag, says]) => [
      `## ${tag}`,
      '',
      says,
      '',
      '| operation | address | what it does |',
      '|---|---|---|',
      ...operations
        .filter(([, endpoint]) => endpoint.tag === tag)
        .map(([name, { method, path, summary }]) => `| \`${name}\` | \`${method} ${path}\` | ${summary} |`),
      '',
    ]),
    '## Problems',
    '',
    'A request that is not answered gets `application/problem+json`: `status`, a stable `code`, `detail` (what was given and what was',
    'expected), `next` (what to do) and `issues` (everything that is wrong, with its place). Codes of the product are those of',
    '[errors.md](errors.md): what is not there is 404, what the present state does not allow 409, what cannot be used 422, a failure of',
    'Braze 502, of this machine 503. These are of the request itself:',
    '',
    '| code | status | meaning |',
    '|---|---|---|',
    ...Object.entries(REQUEST_PROBLEMS).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} |`),
    '',
  ].join('\n');
}

/** Path → text of the generated files. */
export const apiReferenceFiles = (openApi: unknown): Readonly<Record<string, string>> => ({
  'docs/reference/api.md': apiReference(),
  'docs/reference/openapi.json': `${JSON.stringify(openApi, null, 2)}\n`,
});
