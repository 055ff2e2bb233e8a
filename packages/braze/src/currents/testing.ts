/** Currents files as a connector writes them: made with avsc's own writer, so that reader and writer share no code of ours. */
import { Readable } from 'node:stream';
import avro from 'avsc';

const optional = (type: unknown): unknown => ['null', type];
const string = optional('string');
const campaign = ['campaign_id', 'campaign_name', 'message_variation_id', 'canvas_id', 'canvas_step_id', 'send_id'];

/** Fields of the contract's event types that the tests need, personal ones included. */
const FIELDS: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  'users.messages.email.Send': [
    ['dispatch_id', string],
    ['email_address', 'string'],
    ['message_extras', string],
  ],
  'users.messages.email.Open': [
    ['dispatch_id', string],
    ['email_address', 'string'],
    ['machine_open', string],
  ],
  'users.messages.email.Click': [
    ['email_address', 'string'],
    ['url', string],
    ['is_suspected_bot_click', optional('boolean')],
    ['suspected_bot_click_reason', optional({ type: 'array', items: 'string' })],
  ],
  'users.messages.email.Abort': [
    ['abort_type', string],
    ['abort_log', string],
  ],
  'users.behaviors.Purchase': [
    ['product_id', 'string'],
    ['price', 'float'],
    ['currency', 'string'],
    ['properties', string],
  ],
  'users.canvas.Entry': [
    ['in_control_group', 'boolean'],
    ['canvas_variation_id', 'string'],
  ],
};

export function schemaOf(type: string): object {
  const common = [
    ['id', 'string'],
    ['user_id', 'string'],
    ['external_user_id', string],
    ['time', 'int'],
    ['timezone', string],
  ];
  const ids = campaign.map((name) => [name, string]);
  const fields = [...common, ...ids, ...(FIELDS[type] ?? [])];
  return {
    type: 'record',
    name: type.split('.').at(-1),
    namespace: 'com.example.currents',
    fields: fields.map(([name, type]) => ({ name, type, ...(Array.isArray(type) && { default: null }) })),
  };
}

export async function avroFile(
  type: string,
  records: readonly object[],
  options: object = {},
  schema: object = schemaOf(type),
): Promise<Buffer> {
  const encoder = new avro.streams.BlockEncoder(schema as avro.Schema, options);
  const rows = records.map((record) => ({ user_id: 'braze-1', email_address: 'planted@example.com', ...record }));
  Readable.from(rows).pipe(encoder);
  return Buffer.concat(await Array.fromAsync(encoder as AsyncIterable<Buffer>));
}

/** Chunks of any size, as a storage would give them. */
export async function* inChunks(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export const pathOf = (type: string): string =>
  `currents/dataexport.prod-01.S3.integration.1/event_type=${type}/date=2026-03-01-09/version=1/prod/x+0+0.avro`;
