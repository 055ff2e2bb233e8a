/** Currents files in bulk: e-mail events of a week with the fields, personal ones included, that Braze writes. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Type → share of all events. */
const MIX: readonly (readonly [type: string, share: number])[] = [
  ['users.messages.email.Send', 0.36],
  ['users.messages.email.Delivery', 0.35],
  ['users.messages.email.Open', 0.2],
  ['users.messages.email.Click', 0.03],
  ['users.behaviors.CustomEvent', 0.06],
];
const FIELDS = [
  ...['id', 'user_id', 'external_user_id', 'timezone', 'campaign_id', 'campaign_name', 'message_variation_id'],
  ...['send_id', 'dispatch_id', 'email_address', 'user_agent', 'machine_open', 'message_extras', 'url', 'name'],
  ...['properties'],
];
const SCHEMA = JSON.stringify({
  type: 'record',
  name: 'Event',
  fields: [
    { name: 'time', type: 'int' },
    ...FIELDS.map((name) => ({ name, type: name === 'id' ? 'string' : ['null', 'string'] })),
  ],
});
/** Connectors write blocks of some 64 KB. */
const PER_BLOCK = 240;
/** Braze closes a file at so many events. */
const PER_FILE = 15_000;
const DAYS = 7;
const DAY_MS = 86_400_000;
const SYNC = Buffer.from('fitly-bench-sync');
/** One event in so many comes twice. */
const REPEATS_EVERY = 50;

export interface Written {
  readonly events: number;
  readonly repeats: number;
  readonly files: number;
  readonly bytes: number;
}

/** Events of `customers` people in the week before `until`, hour after hour. */
export function writeCurrentsFiles(folder: string, events: number, customers: number, until: number): Written {
  const writer = createWriter();
  let [files, bytes, written, repeats] = [0, 0, 0, 0];
  for (let day = 0; day < DAYS; day++) {
    for (const [type, share] of MIX) {
      const count = Math.round((events * share) / DAYS);
      for (let from = 0; from < count; from += PER_FILE) {
        const size = Math.min(PER_FILE, count - from);
        for (let n = from; n < from + size; n++) {
          const isRepeat = n % REPEATS_EVERY === REPEATS_EVERY - 1;
          repeats += Number(isRepeat);
          const at = until - (DAYS - day) * DAY_MS + Math.floor(((isRepeat ? n - 1 : n) / count) * DAY_MS);
          writer.add(type, `${day} ${type} ${isRepeat ? n - 1 : n}`, at, (n * 7_919 + day) % customers);
        }
        const hour = new Date(until - (DAYS - day) * DAY_MS).toISOString().slice(0, 10);
        const path = join(
          folder,
          `dataexport.bench/event_type=${type}/date=${hour}-00/version=1/prod/b+0+${from}.avro`,
        );
        mkdirSync(dirname(path), { recursive: true });
        const content = writer.finish();
        writeFileSync(path, content);
        [files, bytes, written] = [files + 1, bytes + content.length, written + size];
      }
    }
  }
  return { events: written, repeats, files, bytes };
}

function createWriter() {
  const buffer = Buffer.alloc(1 << 20);
  let blocks: Buffer[] = [];
  let [at, count] = [0, 0];
  const long = (value: number): void => {
    let rest = value * 2;
    for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) + 128;
    buffer[at++] = rest;
  };
  const text = (value: string): void => {
    long(value.length);
    at += buffer.write(value, at, 'latin1');
  };
  /** What stands in the buffer. */
  const cut = (): Buffer => {
    const copy = Buffer.from(buffer.subarray(0, at));
    at = 0;
    return copy;
  };
  const endBlock = (): void => {
    if (count === 0) return;
    const data = cut();
    long(count);
    long(data.length);
    blocks.push(cut(), data, SYNC);
    count = 0;
  };
  return {
    add(type: string, name: string, time: number, customer: number): void {
      const hex = createHash('md5').update(name).digest('hex');
      const dispatch = createHash('md5')
        .update(`${type.length} ${Math.floor(customer / 50)}`)
        .digest('hex');
      const values: Readonly<Record<string, string>> = {
        id: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
        user_id: `braze-${customer}`,
        external_user_id: `customer-${customer}`,
        timezone: 'America/New_York',
        ...(type.startsWith('users.messages') && {
          campaign_id: 'c1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01',
          campaign_name: 'New arrivals',
          message_variation_id: 'd1a5e0d4-6a0b-4f35-8d0e-7b1d5a3c0a01',
          dispatch_id: dispatch,
          email_address: `customer-${customer}@example.com`,
        }),
        ...(type.endsWith('Open') && { user_agent: 'Mozilla/5.0 (bench)', machine_open: 'true' }),
        ...(type.endsWith('Send') && { message_extras: `{"decision_id":"${hex}"}` }),
        ...(type.endsWith('Click') && { url: 'https://shop.example.com/arrivals' }),
        ...(type.endsWith('CustomEvent') && { name: 'visit', properties: '{"page":"home"}' }),
      };
      long(Math.floor(time / 1000));
      for (const field of FIELDS) {
        const value = values[field];
        if (field !== 'id') long(value === undefined ? 0 : 1);
        if (value !== undefined) text(value);
      }
      count += 1;
      if (count === PER_BLOCK) endBlock();
    },
    finish(): Buffer {
      endBlock();
      const body = blocks;
      blocks = [];
      at = buffer.write('Obj\x01', 0, 'latin1');
      long(1);
      text('avro.schema');
      text(SCHEMA);
      long(0);
      return Buffer.concat([cut(), SYNC, ...body]);
    },
  };
}
