import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { classifySend } from './send-answer.ts';
import { createTransport, type Exchange } from './transport.ts';

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<URL> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
}
const serve = (listener: RequestListener): Promise<URL> => listen(createServer(listener));
const post = (api: URL, timeoutMs = 5_000): Promise<Exchange> =>
  createTransport(api, 'key', timeoutMs).post('/x', { a: 1 });

test.each([421, 429, 500, 502, 503, 504, 408])('a request answered %d is not repeated by any layer', async (status) => {
  let requests = 0;
  const api = await serve((request, response) => {
    requests += 1;
    request.resume().on('end', () => response.writeHead(status, { 'retry-after': '0' }).end('{}'));
  });
  expect(await post(api)).toMatchObject({ kind: 'answer', status });
  expect(requests).toBe(1);
});

test('the body arrives whole, with its length, as JSON, under the key', async () => {
  const seen: unknown[] = [];
  const api = await serve((request, response) => {
    let text = '';
    request
      .on('data', (chunk) => (text += chunk))
      .on('end', () => {
        const { authorization, 'content-length': length, 'transfer-encoding': encoding } = request.headers;
        seen.push(request.method, request.url, text, authorization, length, encoding);
        response.end('{}');
      });
  });
  await post(api);
  expect(seen).toEqual(['POST', '/x', '{"a":1}', 'Bearer key', '7', undefined]);
});

test('every request uses a connection of its own, so that no send meets a connection about to close', async () => {
  const connections = new Set<unknown>();
  const api = await serve((request, response) => {
    connections.add(request.socket);
    request.resume().on('end', () => response.end('{}'));
  });
  const transport = createTransport(api, 'key', 5_000);
  for (let i = 0; i < 5; i++) await transport.post('/x', {});
  expect(connections.size).toBe(5);
});

test('what may leave no longer once the connection stands writes nothing, whatever it was allowed before', async () => {
  const bytes: Buffer[] = [];
  const connected = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const api = await listen(
    createTcpServer((socket) => {
      connected.resolve();
      socket.on('data', (chunk: Buffer) => bytes.push(chunk)).on('close', () => closed.resolve());
    }),
  );
  const request = { method: 'POST', path: '/x', json: '{}', mayLeave: () => false } as const;
  const exchange = await createTransport(api, 'key', 5_000).exchange(request);
  await Promise.all([connected.promise, closed.promise]);
  expect(exchange).toEqual({ kind: 'failure', bytesWritten: 'none', reason: 'held_back' });
  expect(classifySend(exchange)).toMatchObject({ kind: 'retry', reason: 'held_back' });
  expect(bytes).toEqual([]);
});

test('a redirect is an answer and is not followed', async () => {
  let followed = 0;
  const target = await serve((_request, response) => {
    followed += 1;
    response.end('{}');
  });
  for (const status of [301, 302, 303, 307, 308]) {
    const api = await serve((_request, response) => response.writeHead(status, { location: target.href }).end());
    const exchange = await post(api);
    expect(classifySend(exchange)).toEqual({ kind: 'in_doubt', reason: `http_${status}`, status });
  }
  expect(followed).toBe(0);
});

test('no answer within the deadline is in doubt', async () => {
  const api = await serve(() => undefined);
  expect(classifySend(await post(api, 100))).toEqual({ kind: 'in_doubt', reason: 'timeout', status: null });
});

test('a body that trickles in beyond the deadline is in doubt', async () => {
  const api = await serve((_request, response) => void response.writeHead(201).write('{"message":'));
  expect(classifySend(await post(api, 200))).toEqual({ kind: 'in_doubt', reason: 'answer_cut', status: 201 });
});

test('a success whose body is cut off is in doubt', async () => {
  const api = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 201 Created\r\ncontent-length: 99\r\n\r\n{"message":"succ'));
    }),
  );
  expect(classifySend(await post(api))).toEqual({ kind: 'in_doubt', reason: 'answer_cut', status: 201 });
});

test('an endless body is not read to the end', async () => {
  const api = await serve((request, response) => {
    request.resume();
    const pump = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 'x')));
    };
    response.on('drain', pump).writeHead(201);
    pump();
  });
  expect(classifySend(await post(api))).toMatchObject({ kind: 'in_doubt', reason: 'answer_cut' });
});

test.each<[string, (socket: Socket) => unknown]>([
  ['hangs up', (socket) => socket.destroy()],
  ['does not speak TLS', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['says nothing', () => undefined],
])('a TLS handshake with one that %s has written nothing of the request: retry', async (_name, answer) => {
  let heard = '';
  const { port } = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined).on('data', (chunk) => (heard += chunk));
      socket.once('data', () => answer(socket));
    }),
  );
  const exchange = await post(new URL(`https://127.0.0.1:${port}`), 300);
  expect(classifySend(exchange)).toMatchObject({ kind: 'retry', status: null });
  expect(heard).not.toContain('POST');
});

test('a packed answer is read, and one whose packing is damaged is in doubt', async () => {
  const packed = gzipSync('{"message":"success"}');
  const damaged = Buffer.from(packed);
  damaged[packed.length - 8]! ^= 1;
  for (const [bytes, kind] of [
    [packed, 'accepted'],
    [damaged, 'in_doubt'],
    [packed.subarray(0, -4), 'in_doubt'],
  ] as const) {
    const api = await serve((_request, response) => response.writeHead(201, { 'content-encoding': 'gzip' }).end(bytes));
    expect(classifySend(await post(api))).toMatchObject({ kind });
  }
});

test('a connection closed after the request was read is in doubt; one that was never open may be tried again', async () => {
  const api = await serve((request) => request.resume().on('end', () => request.socket.destroy()));
  expect(classifySend(await post(api))).toMatchObject({ kind: 'in_doubt', reason: 'connection_lost' });
  for (const server of servers.splice(0)) server.close();
  expect(classifySend(await post(api))).toMatchObject({ kind: 'retry', reason: 'connection_refused' });
});

test.each(['', 'with space', 'line\nend', 'ключ'])(
  'a key that no header can hold is refused without being shown: %j',
  (key) => {
    const make = (): unknown => createTransport(new URL('http://127.0.0.1:1'), key, 1);
    expect(make).toThrow(expect.objectContaining({ code: 'braze_key_invalid' }));
    if (key !== '') expect(make).not.toThrow(key);
  },
);

test('a request id that could carry something else is not shown', async () => {
  const api = await serve((_request, response) =>
    response.writeHead(500, { 'x-request-id': 'a@b.example x' }).end('{}'),
  );
  expect(await post(api)).toMatchObject({ requestId: null });
});
