/** For tests of feeds: Currents files with a few fields, written byte by byte (Avro 1.11, object container files). */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Text fields are absent as null; `time` in seconds. */
export interface CurrentsRecord {
  readonly id: string;
  readonly time: number;
  readonly external_user_id?: string;
  readonly name?: string;
  readonly dispatch_id?: string;
  readonly abort_type?: string;
  readonly campaign_id?: string;
  readonly message_extras?: string;
  readonly machine_open?: string;
}

const OPTIONAL = [
  ...(['external_user_id', 'name', 'dispatch_id', 'abort_type', 'campaign_id'] as const),
  ...(['message_extras', 'machine_open'] as const),
];
const SYNC = Buffer.alloc(16, 7);

/** Returns the path below `folder`. */
export async function writeCurrentsFile(
  folder: string,
  type: string,
  records: readonly CurrentsRecord[],
  { name = 'x+0+0', keep = 1 }: { readonly name?: string; readonly keep?: number } = {},
): Promise<string> {
  const path = `dataexport.test/event_type=${type}/date=2026-01-06-10/version=1/prod/${name}.avro`;
  const bytes = container(records);
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes.subarray(0, Math.floor(bytes.length * keep)));
  return path;
}

/** One block for each record, so that a torn file has whole ones before the damage. */
function container(records: readonly CurrentsRecord[]): Buffer {
  const schema = {
    type: 'record',
    name: 'Event',
    fields: [
      { name: 'id', type: 'string' },
      { name: 'time', type: 'long' },
      { name: 'email_address', type: 'string' },
      ...OPTIONAL.map((name) => ({ name, type: ['null', 'string'], default: null })),
    ],
  };
  const meta = [long(1), text('avro.schema'), text(JSON.stringify(schema)), long(0)];
  const header = Buffer.concat([Buffer.from('Obj\x01', 'latin1'), ...meta, SYNC]);
  return Buffer.concat([header, ...records.map(block)]);
}

function block(record: CurrentsRecord): Buffer {
  const optional = OPTIONAL.map((name) => {
    const value = record[name];
    return value === undefined ? long(0) : Buffer.concat([long(1), text(value)]);
  });
  const data = Buffer.concat([text(record.id), long(record.time), text('planted@example.com'), ...optional]);
  return Buffer.concat([long(1), long(data.length), data, SYNC]);
}

const text = (value: string): Buffer => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)]);

function long(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value) * 2n;
  while (rest >= 128n) {
    bytes.push(Number(rest % 128n) + 128);
    rest /= 128n;
  }
  return Buffer.from([...bytes, Number(rest)]);
}
