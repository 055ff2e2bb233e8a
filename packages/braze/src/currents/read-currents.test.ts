import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCurrents, readPostedCurrents } from './read-currents.ts';
import { createSeenIds } from './seen-ids.ts';
import { avroFile, inChunks, pathOf, schemaOf } from './testing.ts';

const decision = '0123456789abcdef0123456789abcdef';
const time = 1_772_355_600;

async function read(type: string, file: Buffer, seen = createSeenIds(), chunk = 1_000) {
  const batches = await Array.fromAsync(readCurrents({ path: pathOf(type), content: inChunks(file, chunk) }, seen));
  const sum = (key: 'duplicates' | 'unusable') => batches.reduce((total, batch) => total + batch[key], 0);
  return { events: batches.flatMap(({ events }) => events), duplicates: sum('duplicates'), unusable: sum('unusable') };
}
const one = async (type: string, record: object) =>
  (await read(type, await avroFile(type, [{ id: 'e1', external_user_id: 'c1', time, ...record }]))).events[0];

test('a send carries its decision, campaign and dispatch id, and nothing personal but the external id', async () => {
  const event = await one('users.messages.email.Send', {
    campaign_id: 'k',
    message_variation_id: 'v',
    dispatch_id: 'd',
    message_extras: JSON.stringify({ decision_id: decision, other: 'planted' }),
  });
  expect(event).toMatchObject({
    id: 'e1',
    kind: 'send',
    channel: 'email',
    externalId: 'c1',
    at: time * 1_000,
    campaignId: 'k',
    variationId: 'v',
    dispatchId: 'd',
    decisionId: decision,
  });
  expect(JSON.stringify(event)).not.toMatch(/planted|braze-1/);
});

test.each<[string, string, object, object]>([
  [
    'users.messages.email.Open',
    "a proxy's open",
    { machine_open: 'true' },
    { kind: 'open', automatic: 'machine_open' },
  ],
  ['users.messages.email.Open', "a person's open", { machine_open: null }, { kind: 'open', automatic: null }],
  [
    'users.messages.email.Click',
    "a robot's click",
    { is_suspected_bot_click: true, suspected_bot_click_reason: ['honeypot', 'speed'] },
    { kind: 'click', automatic: 'suspected_bot', automaticReasons: ['honeypot', 'speed'] },
  ],
  [
    'users.messages.email.Click',
    'a click whose address names the decision',
    { url: `https://shop.example/?utm=1&decision_id=${decision}`, is_suspected_bot_click: false },
    { kind: 'click', automatic: null, decisionId: decision },
  ],
  [
    'users.messages.email.Click',
    'a click whose address names something else',
    { url: 'https://shop.example/?decision_id=anna@example.com' },
    { decisionId: null },
  ],
  [
    'users.messages.email.Abort',
    'an abort',
    { abort_type: 'liquid_abort_message', abort_log: 'no offer' },
    { kind: 'abort', abort: { type: 'liquid_abort_message', log: 'no offer' } },
  ],
  [
    'users.behaviors.Purchase',
    'a purchase',
    { product_id: 'p', price: 1.5, currency: 'EUR', properties: '{"a":"planted"}' },
    { kind: 'purchase', name: 'p', price: 1.5, currency: 'EUR', channel: null },
  ],
  [
    'users.canvas.Entry',
    'an entry into the control',
    { in_control_group: true, canvas_variation_id: 'x' },
    { kind: 'canvas_entry', inControl: true, canvasVariationId: 'x' },
  ],
])('%s: %s', async (type, _name, record, expected) => {
  const event = await one(type, record);
  expect(event).toMatchObject(expected);
  expect(JSON.stringify(event)).not.toContain('planted');
});

test('an event that comes again, in the same file or another, counts once', async () => {
  const type = 'users.messages.email.Open';
  const seen = createSeenIds();
  const rows = (ids: readonly string[]) => ids.map((id) => ({ id, time, external_user_id: 'c' }));
  const first = await read(type, await avroFile(type, rows(['a', 'b', 'a'])), seen);
  expect([first.events.map(({ id }) => id), first.duplicates]).toEqual([['a', 'b'], 1]);
  const second = await read(type, await avroFile(type, rows(['b', 'c'])), seen);
  expect([second.events.map(({ id }) => id), second.duplicates]).toEqual([['c'], 1]);
});

test('memory of ids is bounded: it holds between capacity and twice that', () => {
  const seen = createSeenIds(10);
  for (let i = 0; i < 100; i++) expect(seen.add(`${i}`)).toBe(true);
  for (let i = 90; i < 100; i++) expect(seen.add(`${i}`)).toBe(false);
  expect(seen.add('70')).toBe(true);
});

/** avsc packs nothing as Snappy: one literal after the length is the plainest form of it. */
const snappy = {
  codec: 'snappy',
  codecs: {
    snappy: (bytes: Buffer, done: (error: null, packed: Buffer) => void) => {
      const check = Buffer.alloc(4);
      check.writeUInt32BE(crc32(bytes));
      const length = Buffer.from([(bytes.length & 127) | 128, ((bytes.length >> 7) & 127) | 128, bytes.length >> 14]);
      const tag = Buffer.from([62 << 2, 0, 0, 0]);
      tag.writeUIntLE(bytes.length - 1, 1, 3);
      done(null, Buffer.concat([length, tag, bytes, check]));
    },
  },
};

test('blocks, packing and the size of chunks make no difference', async () => {
  const type = 'users.messages.email.Send';
  const rows = Array.from({ length: 500 }, (_, i) => ({ id: `e${i}`, time: time + i, external_user_id: `c${i}` }));
  const expected = rows.map(({ id }) => id);
  for (const options of [
    {},
    { blockSize: 700 },
    { codec: 'deflate' },
    { codec: 'deflate', blockSize: 3_000 },
    snappy,
  ]) {
    const file = await avroFile(type, rows, options);
    for (const chunk of [1, 17, 100_000]) {
      const { events } = await read(type, file, createSeenIds(), chunk);
      expect(events.map(({ id }) => id)).toEqual(expected);
    }
  }
});

test('a type without use is not even opened; a path without type is refused', async () => {
  const never = {
    [Symbol.asyncIterator](): never {
      throw new Error('opened');
    },
  };
  const path = pathOf('users.behaviors.app.SessionStart');
  expect(await Array.fromAsync(readCurrents({ path, content: never }, createSeenIds()))).toEqual([]);
  const nowhere = readCurrents({ path: 'a/b.avro', content: never }, createSeenIds());
  await expect(Array.fromAsync(nowhere)).rejects.toMatchObject({ code: 'file_unreadable' });
});

test('new fields, and fields that changed their type, do no harm', async () => {
  const type = 'users.messages.email.Open';
  const schema = schemaOf(type) as { fields: { name: string; type: unknown }[] };
  const fields = schema.fields.map((field) => (field.name === 'send_id' ? { name: 'send_id', type: 'int' } : field));
  const newer = { ...schema, fields: [{ name: 'brand_new', type: { type: 'map', values: 'string' } }, ...fields] };
  const file = await avroFile(type, [{ id: 'e', time, send_id: 4, brand_new: { a: 'b' } }], {}, newer);
  expect((await read(type, file)).events).toMatchObject([{ id: 'e', sendId: null, externalId: null }]);
});

const type = 'users.messages.email.Send';
const rows = Array.from({ length: 50 }, (_, i) => ({ id: `secret-${i}`, time, external_user_id: `secret-${i}` }));

async function thrownBy(file: Buffer): Promise<unknown> {
  return read(type, file).then(
    () => null,
    (error: unknown) => error,
  );
}

test('any cut and any flipped byte is told without content, or changes nothing but values', async () => {
  const good = await avroFile(type, rows, { codec: 'deflate' });
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(7), fc.boolean(), async (at, bit, cut) => {
      const bad = Buffer.from(cut ? good.subarray(0, at) : good);
      if (!cut) bad[at] = bad[at]! ^ (1 << bit);
      const error = await thrownBy(bad);
      if (error === null) return;
      expect(error).toMatchObject({ code: 'file_unreadable' });
      expect(String(error)).not.toContain('secret');
    }),
    { seed: 1, numRuns: 400 },
  );
  // The header alone is a whole file without blocks; any other cut is found out.
  const header = good.indexOf(good.subarray(-16)) + 16;
  for (let at = 0; at < good.length; at++) {
    if (at !== header) expect(await thrownBy(good.subarray(0, at))).not.toBeNull();
  }
});

/** A file by hand, so that it can lie. */
function forged(schema: unknown, blocks: readonly Buffer[], codec = 'null'): Buffer {
  const text = (value: string) => Buffer.concat([long(Buffer.byteLength(value)), Buffer.from(value)]);
  const meta = [text('avro.schema'), text(JSON.stringify(schema)), text('avro.codec'), text(codec)];
  const sync = Buffer.alloc(16, 7);
  return Buffer.concat([Buffer.from('Obj\x01'), long(2), ...meta, long(0), sync, ...blocks.flatMap((b) => [b, sync])]);
}
function long(value: number): Buffer {
  const bytes: number[] = [];
  for (let left = value < 0 ? -2 * value - 1 : 2 * value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}
const id = { name: 'id', type: 'string' };
const schema = (...fields: unknown[]) => ({ type: 'record', name: 'R', fields: [id, ...fields] });

test.each<[string, Buffer, string]>([
  ['a page of HTML', Buffer.from('<html>secret</html>'), 'is no Avro file'],
  ['nothing', Buffer.alloc(0), 'ends early'],
  ['a block of 2^40 bytes', forged(schema(), [Buffer.concat([long(1), long(2 ** 40)])]), 'impossible size'],
  [
    '2^40 records in one byte',
    forged(schema(), [Buffer.concat([long(2 ** 40), long(1), Buffer.from([0])])]),
    'impossible size',
  ],
  ['a bomb', forged(schema(), [packed(deflateRawSync(Buffer.alloc(30_000_000)))], 'deflate'), 'cannot be unpacked'],
  ['lists of nothing', forged(schema({ name: 'x', type: { type: 'array', items: 'null' } }), []), 'schema'],
  [
    'lists of empty records',
    forged(schema({ name: 'x', type: { type: 'array', items: { type: 'record', name: 'E', fields: [] } } }), []),
    'schema',
  ],
  ['a schema within itself', forged(schema({ name: 'x', type: ['null', 'R'] }), []), 'schema'],
  ['no schema', forged('secret', []), 'schema'],
  ['another packing', forged(schema(), [packed(Buffer.alloc(9))], 'zstandard'), 'not supported'],
  [
    'bytes of no record',
    forged(schema(), [Buffer.concat([long(1), long(3), Buffer.from([2, 97, 0])])]),
    'belong to no record',
  ],
])('%s is refused in few words', async (_name, file, words) => {
  const error = await thrownBy(file);
  expect(error).toMatchObject({ code: 'file_unreadable', message: expect.stringContaining(words) });
  expect(String(error)).not.toContain('secret');
});

test('a block of very many records is given out in portions, and none of them where its end is broken', async () => {
  const record = Buffer.concat([long(2), Buffer.from('ab')]);
  const block = (count: number, more: Buffer) => {
    const bytes = Buffer.concat([...Array.from({ length: 12_000 }, () => record), more]);
    return forged(schema(), [Buffer.concat([long(count), long(bytes.length), bytes])]);
  };
  const readFile = (file: Buffer) =>
    readCurrents({ path: pathOf(type), content: inChunks(file, 1_000) }, { add: () => true });
  const portions = async (file: Buffer): Promise<number[]> => {
    const sizes: number[] = [];
    for await (const { events, unusable } of readFile(file)) sizes.push(events.length + unusable);
    return sizes;
  };
  expect(await portions(block(12_000, Buffer.alloc(0)))).toEqual([5_000, 5_000, 2_000]);
  await expect(readFile(block(12_001, Buffer.of(2))).next()).rejects.toMatchObject({ code: 'file_unreadable' });
});

function packed(bytes: Buffer): Buffer {
  return Buffer.concat([long(1), long(bytes.length), bytes]);
}

test('events that Currents posts are the same events', () => {
  const seen = createSeenIds();
  const body = {
    events: [
      {
        event_type: 'users.messages.email.Click',
        id: 'e1',
        time,
        user: { user_id: 'b', external_user_id: 'c1', device_id: 'planted' },
        properties: { campaign_id: 'k', email_address: 'planted@example.com', is_suspected_bot_click: true },
      },
      { event_type: 'users.messages.email.Click', id: 'e1', time, user: null, properties: null },
      { event_type: 'users.unheard.Of', id: 'e2', time },
      { event_type: 'users.messages.email.Open', time },
    ],
  };
  const batch = readPostedCurrents(body, seen);
  expect(batch).toMatchObject({
    events: [{ id: 'e1', externalId: 'c1', campaignId: 'k', automatic: 'suspected_bot', at: time * 1_000 }],
    duplicates: 1,
    unusable: 2,
  });
  expect(JSON.stringify(batch)).not.toContain('planted');
  expect(readPostedCurrents({ nothing: 1 }, seen)).toBeNull();
});
