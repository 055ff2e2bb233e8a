/** Avro schemas of the Currents events: fields by name, nullable ones with default null. */
import avro from 'avsc';
import { EVENT_FIELDS, type EventType, type FieldType } from './event-types.ts';

function schemaOf(type: EventType): avro.Schema {
  const fields = Object.entries(EVENT_FIELDS[type]).map(([name, field]) => fieldSchema(name, field));
  const parts = type.split('.');
  return {
    type: 'record',
    name: parts.at(-1)!,
    namespace: ['com.appboy.export', ...parts.slice(0, -1)].join('.'),
    fields,
  };
}

function fieldSchema(name: string, field: FieldType): { name: string; type: avro.Schema; default?: null } {
  const isOptional = field.endsWith('?');
  const plain = field.replace('?', '');
  const type: avro.Schema = plain === 'string[]' ? { type: 'array', items: 'string' } : (plain as avro.Schema);
  return isOptional ? { name, type: ['null', type] as avro.Schema, default: null } : { name, type };
}

/** A row with every field of its type: what is not given is null. */
export function wholeRow(type: EventType, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(EVENT_FIELDS[type]).map((name) => [name, fields[name] ?? null]));
}

export const avroType = (type: EventType): avro.Type => avro.Type.forSchema(schemaOf(type), { wrapUnions: false });
