/** The API as an OpenAPI 3.1 document, made from the schemas that validate. */
import { z } from 'zod';
import { API_BASE } from './client.ts';
import { type Endpoint, type Shape, TAGS } from './endpoint.ts';
import { ENDPOINTS } from './endpoints/index.ts';
import { problemSchema, REQUEST_PROBLEMS, type RequestCode, statusOf, titleOf } from './problem.ts';

type Json = Record<string, unknown>;

/** Problems that any operation may have, besides its own. */
const ANYWHERE: Endpoint['problems'] = ['request_invalid', 'key_refused', 'foreign_origin', 'host_unknown', 'internal'];

export function openApiDocument(version: string): Json {
  const schemas: Json = {};
  const paths: Record<string, Json> = {};
  const problem = schemaOf(problemSchema, 'output', schemas);
  for (const [name, endpoint] of Object.entries<Endpoint>(ENDPOINTS)) {
    const path = `${API_BASE}${endpoint.path}`;
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(name, endpoint, schemas, problem) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Fitly',
      version,
      description: 'Everything that Fitly does, over HTTP. Failures are problems (RFC 9457) with stable codes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    security: [{ key: [] }],
    components: {
      schemas,
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'Stands in `secrets/api.key` of the workspace.' },
      },
    },
  };
}

function operationOf(name: string, endpoint: Endpoint, schemas: Json, problem: Json): Json {
  const { summary, tag, body, answer, etag, example } = endpoint;
  return {
    ...{ operationId: name, summary, tags: [tag] },
    parameters: [
      ...parametersOf('path', endpoint.params, example.params, schemas),
      ...parametersOf('query', endpoint.query, example.query, schemas),
      ...headersOf(endpoint),
    ],
    ...(body !== null && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(body, 'input', schemas), example: example.body ?? {} } },
      },
    }),
    responses: {
      [endpoint.status ?? 200]: {
        description: saysOf(endpoint),
        ...(etag !== 'none' && { headers: { ETag: { schema: { type: 'string' } } } }),
        content: {
          [endpoint.streams === true ? 'text/event-stream' : 'application/json']: {
            schema: schemaOf(answer, 'output', schemas),
            example: example.answer,
          },
        },
      },
      ...problemsOf(endpoint, problem),
    },
  };
}

function saysOf({ status, streams }: Endpoint): string {
  if (streams === true) return 'Server-sent events: the schema is that of the `data` of each.';
  return status === 202 ? 'Begun: it goes on.' : 'Done.';
}

function parametersOf(place: 'path' | 'query', shape: Shape, example: Json | undefined, schemas: Json): Json[] {
  return Object.entries(shape.shape).map(([name, type]) => {
    const schema = schemaOf(type as z.ZodType, 'input', schemas);
    const given = example?.[name];
    return {
      ...{ name, in: place, required: place === 'path', schema },
      ...(typeof schema['description'] === 'string' && { description: schema['description'] }),
      ...(given !== undefined && { example: given }),
    };
  });
}

function headersOf({ changes, etag, streams }: Endpoint): Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    ...{ name, in: 'header', required, description },
    schema: { type: 'string', maxLength: 200 },
  });
  return [
    ...(changes ? [header('Idempotency-Key', false, 'The same key makes the same call once.')] : []),
    ...(streams === true
      ? [header('Last-Event-ID', false, 'The newest event that was read: those after it come.')]
      : []),
    ...(etag === 'required' ? [header('If-Match', true, 'The `etag` of the state that was read.')] : []),
  ];
}

/** One response for each status, which names its codes. */
function problemsOf({ problems, changes, body }: Endpoint, problem: Json): Json {
  const codes = [
    ...ANYWHERE,
    ...(changes ? (['idempotency_conflict'] as const) : []),
    ...(body === null ? [] : (['media_type_unknown', 'body_too_large'] as const)),
    ...problems,
  ];
  const byStatus = Object.groupBy(codes, (code) => String(statusOfAny(code)));
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      {
        description: `${titleOf(Number(status))}: ${same.map((code) => `\`${code}\``).join(', ')}.`,
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

const statusOfAny = (code: Endpoint['problems'][number]): number =>
  code in REQUEST_PROBLEMS
    ? REQUEST_PROBLEMS[code as RequestCode].status
    : statusOf(code as Exclude<typeof code, RequestCode>);

/** Schemas with an id go into `components`, once, and are referred to. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const {
    $schema: _version,
    $defs = {},
    ...schema
  } = z.toJSONSchema(type, { io, unrepresentable: 'throw' }) as Json & {
    $defs?: Json;
  };
  const named = type.meta()?.id;
  for (const [name, definition] of Object.entries($defs)) schemas[name] = relinked(definition) as Json;
  if (named === undefined) return relinked(schema) as Json;
  schemas[named] = relinked(schema) as Json;
  return { $ref: `#/components/schemas/${named}` };
}

/** JSON Schema points into `$defs` of its own document; OpenAPI keeps them in one place. */
function relinked(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(relinked);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'id')
      .map(([key, value]) => [
        key,
        key === '$ref' && typeof value === 'string'
          ? value.replace('#/$defs/', '#/components/schemas/')
          : relinked(value),
      ]),
  );
}
