/**
 * Requests made from the OpenAPI document, valid and spoilt, against a running service. What comes back must be an answer or a
 * problem of the form that the document promises, never a failure of the service.
 */
import { AnswerSchemas } from './answer-schemas.ts';

/** A number in [0, 1); the same seed makes the same requests. */
type Random = () => number;

export interface FuzzOptions {
  readonly address: string;
  readonly key: string;
  readonly document: OpenApi;
  readonly requests: number;
  readonly random: Random;
  /** Names, days and ids that lead somewhere, so that requests come further than the first check. */
  readonly known: Readonly<Record<string, readonly string[]>>;
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example: unknown } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
}

export interface FuzzResult {
  readonly requests: number;
  /** Operation and status → answers. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What broke a promise: request and answer, shortened. */
  readonly broken: readonly string[];
}

const HOSTILE: readonly unknown[] = [
  ...[
    '',
    ' ',
    '..',
    '../../etc/passwd',
    '%00',
    'null',
    '\u0000',
    '\u202e',
    '💩',
    "'; drop table runs; --",
    '{{7*7}}',
    '<script>',
  ],
  ...['x'.repeat(5_000), '=1+1', '-1', '1e999', '9007199254740993', '2026-02-30', '-000001-01-01'],
  ...[
    0,
    -1,
    1e308,
    0.5,
    Number.MAX_SAFE_INTEGER,
    true,
    false,
    null,
    [],
    {},
    [[[[]]]],
    { __proto__: null, constructor: 1 },
  ],
];

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { document, random, requests } = options;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const schemas = new AnswerSchemas();
  const statuses: Record<string, number> = {};
  const broken: string[] = [];
  for (let made = 0; made < requests; made++) {
    const target = pick(operations, random);
    // What a process is begun for takes a second each.
    if (isHeavy(target.operation) && random() >= HEAVY_SHARE) {
      made -= 1;
      continue;
    }
    const request = requestOf(target, options);
    const response = await fetch(request.url, request.init);
    const text = await response.text();
    const counted = `${request.operation.operationId} ${response.status}`;
    statuses[counted] = (statuses[counted] ?? 0) + 1;
    const wrong = schemas.wrongWith(request.operation, response, text);
    if (wrong !== null) broken.push(`${request.said}\n  ${response.status} ${text.slice(0, 300)}\n  ${wrong}`);
  }
  return { requests, statuses, broken };
}

const HEAVY_SHARE = 0.1;
const isHeavy = ({ operationId, responses }: Operation): boolean => '202' in responses || operationId === 'examine';

interface Target {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function requestOf({ path, method, operation }: Target, options: FuzzOptions) {
  const { random, known, document, address, key } = options;
  const value = ({ name, schema }: Parameter): string => {
    const lot = random();
    const fitting = known[name];
    if (lot < 0.7 && fitting !== undefined) return pick(fitting, random);
    return asText(lot < 0.85 ? allowedBy(schema, document, random) : pick(HOSTILE, random));
  };
  let filled = path;
  const query = new URLSearchParams();
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') filled = filled.replace(`{${parameter.name}}`, encodeURIComponent(value(parameter)));
    else if (random() < 0.4) {
      if (parameter.in === 'query') query.append(parameter.name, value(parameter));
      else headers[parameter.name.toLowerCase()] = value(parameter).replaceAll(/[^\x20-\x7e]/g, '?');
    }
  }
  if (random() < 0.05) query.append(asText(pick(HOSTILE, random)), '1');
  const body = operation.requestBody === undefined ? undefined : bodyOf(operation, options);
  if (body !== undefined) headers['content-type'] = random() < 0.95 ? 'application/json' : 'text/plain';
  const url = `${address}${filled}${query.size > 0 ? `?${query}` : ''}`;
  const init: RequestInit = { method, headers, ...(body !== undefined && { body }) };
  return { url, init, operation, said: `${method} ${url.slice(0, 200)} ${body?.slice(0, 200) ?? ''}` };
}

/** The example, what the schema allows, or either with one thing spoilt; now and then no JSON at all. */
function bodyOf(operation: Operation, { document, random, known }: FuzzOptions): string {
  const { schema, example } = operation.requestBody!.content['application/json'];
  const lot = random();
  if (lot < 0.05) return JSON.stringify(example).slice(0, Math.floor(random() * 20));
  const whole = (lot < 0.5 ? { ...(example as object) } : allowedBy(schema, document, random)) as Record<
    string,
    unknown
  >;
  for (const name of Object.keys(whole)) {
    const fitting = known[name];
    if (fitting !== undefined && random() < 0.5) whole[name] = pick(fitting, random);
  }
  const names = Object.keys(whole);
  const spoilt = random();
  if (names.length > 0 && spoilt < 0.2) delete whole[pick(names, random)];
  else if (names.length > 0 && spoilt < 0.5) whole[pick(names, random)] = pick(HOSTILE, random);
  else if (spoilt < 0.6)
    whole[pick(['by', 'state', 'extra', '__proto__', 'constructor'], random)] = pick(HOSTILE, random);
  return JSON.stringify(whole);
}

/** Some value that the schema allows, as far as a few keywords say. */
function allowedBy(schema: Schema, document: OpenApi, random: Random): unknown {
  if (schema.$ref !== undefined) {
    return allowedBy(document.components.schemas[schema.$ref.split('/').at(-1)!]!, document, random);
  }
  if (schema.anyOf !== undefined) return allowedBy(pick(schema.anyOf, random), document, random);
  if (schema.enum !== undefined) return pick(schema.enum, random);
  if (schema.const !== undefined) return schema.const;
  if (schema.type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, each]) => [name, allowedBy(each, document, random)]),
    );
  }
  if (schema.type === 'array') return schema.items === undefined ? [] : [allowedBy(schema.items, document, random)];
  if (schema.type === 'boolean') return random() < 0.5;
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum = 0, maximum = 100 } = schema;
    return Math.floor(minimum + random() * (Math.min(maximum, minimum + 1_000) - minimum));
  }
  return schema.type === 'null' ? null : pick(['winback', 'a', 'name: winback\n', '2026-01-05', 'mtd-00003'], random);
}

const asText = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;
