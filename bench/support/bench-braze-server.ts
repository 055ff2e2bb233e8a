/**
 * A bare Braze in a process of its own, so that what the client uses is measured alone: accepts every trigger, and exports
 * as many customers as it is told. Prints its address.
 */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { crc32, deflateRawSync } from 'node:zlib';

const customers = Number(process.argv[2] ?? '5000000');
const PER_FILE = 5_000;
const SUCCESS = '{"dispatch_id":"c2f5e0d6b1a34c0f8e7d9a6b5c4d3e2f","message":"success"}';

const server = createServer((request, response) => {
  if (request.method === 'GET') return void sendArchive(response);
  request.resume().on('end', () => {
    const { port } = server.address() as { port: number };
    const isExport = request.url === '/users/export/segment';
    const body = isExport ? JSON.stringify({ message: 'success', url: `http://127.0.0.1:${port}/x.zip` }) : SUCCESS;
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
});

/** One file of 5,000 profiles over and over: packing must not be what is measured. */
async function sendArchive(response: ServerResponse): Promise<void> {
  const content = Buffer.from(Array.from({ length: PER_FILE }, (_, i) => profile(i)).join('\n'));
  const data = deflateRawSync(content);
  const fixed = Buffer.alloc(26);
  fixed.writeUInt16LE(20, 0);
  fixed.writeUInt16LE(8, 4);
  fixed.writeUInt32LE(crc32(content), 10);
  fixed.writeUInt32LE(data.length, 14);
  fixed.writeUInt32LE(content.length, 18);
  fixed.writeUInt16LE(6, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fixed, Buffer.from('x.json'), data]);
  const files = Math.ceil(customers / PER_FILE);
  response.writeHead(200, { 'content-type': 'application/zip' });
  for (let i = 0; i < files; i++) if (!response.write(local)) await once(response, 'drain');
  const entries = Array.from({ length: files }, (_, i) => {
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((i * local.length) % 2 ** 32, 10);
    return Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fixed, tail, Buffer.from('x.json')]);
  });
  const listing = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(files, 8);
  end.writeUInt16LE(files, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE((files * local.length) % 2 ** 32, 16);
  response.end(Buffer.concat([listing, end]));
}

/** Hardly alike, so that it packs about as a real one does. */
function profile(i: number): string {
  const noise = ((i * 2_654_435_761) % 2 ** 32).toString(36);
  return JSON.stringify({
    external_id: `cust-${noise}-${i}`,
    time_zone: 'Europe/Berlin',
    custom_attributes: { recency: i % 90, channel: i % 3 === 0 ? 'web' : 'shop', score: (i * 7919) % 100_003 },
    custom_events: [
      { name: 'visit', first: '2026-01-02T03:04:05.000Z', last: '2026-02-03T04:05:06.000Z', count: i % 50 },
    ],
  });
}

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
