/**
 * The schema that a file brings along, cut down to the fields that are wanted: everything else, personal data above all, is
 * skipped in the bytes and never becomes a value. Fields are taken by name, so new ones do no harm.
 */
import avro from 'avsc';

export interface Projection {
  /** Reads one record; `offset` is -1 when the bytes end within it. */
  decode(block: Buffer, at: number): { readonly value: Readonly<Record<string, unknown>>; readonly offset: number };
}

const PRIMITIVES = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);
/** Braze's widest event has some 60 fields. */
const MAX_FIELDS = 500;

/** Throws an Error in words of its own when the schema is none, or one that a hostile file would bring. */
export function projectionOf(schemaText: string, wanted: ReadonlySet<string>): Projection {
  const schema = recordOf(JSON.parse(schemaText));
  for (const { type } of schema.fields) checkSize(type, 0);
  const kept = { ...schema, fields: schema.fields.filter(({ name }) => wanted.has(name)) };
  const whole = avro.Type.forSchema(schema as unknown as avro.Schema, { registry: {} });
  const part = avro.Type.forSchema(kept as unknown as avro.Schema, { registry: {} });
  const resolver = part.createResolver(whole);
  return { decode: (block, at) => part.decode(block, at, resolver) };
}

interface RecordSchema {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: unknown }[];
}

function recordOf(given: unknown): RecordSchema {
  if (typeof given !== 'object' || given === null || !('fields' in given) || !('type' in given)) throw notRecords();
  if (given.type !== 'record' || !Array.isArray(given.fields) || given.fields.length > MAX_FIELDS) throw notRecords();
  if (!given.fields.some((field: unknown) => isNamed(field, 'id'))) throw notRecords();
  return given as unknown as RecordSchema;
}

const isNamed = (field: unknown, name: string): boolean =>
  typeof field === 'object' && field !== null && 'name' in field && field.name === name;

const notRecords = (): Error => new Error('holds no records of events');

/**
 * Nesting is bounded, and every item of a list takes at least one byte: of items without any, a few bytes could announce
 * billions. A name that refers to another type is refused, since it could make the schema endless.
 */
function checkSize(type: unknown, depth: number): void {
  if (depth > 6) throw new Error('is nested too deeply');
  if (typeof type === 'string') {
    if (!PRIMITIVES.has(type)) throw new Error('refers to types by name');
  } else if (Array.isArray(type)) {
    for (const branch of type) checkSize(branch, depth + 1);
  } else if (typeof type === 'object' && type !== null) {
    checkComplex(type as Readonly<Record<string, unknown>>, depth);
  } else {
    throw new Error('has a field without a type');
  }
}

function checkComplex({ type, items, values, fields }: Readonly<Record<string, unknown>>, depth: number): void {
  if (type === 'array' || type === 'map') {
    const item = type === 'array' ? items : values;
    const takesBytes = Array.isArray(item) || (typeof item === 'string' && item !== 'null');
    if (!takesBytes) throw new Error('has lists of things without a size');
    checkSize(item, depth + 1);
  } else if (type === 'record' && Array.isArray(fields)) {
    for (const field of fields) checkSize((field as { type?: unknown }).type, depth + 1);
  } else if (type !== 'enum' && type !== 'fixed') {
    checkSize(type, depth + 1);
  }
}
