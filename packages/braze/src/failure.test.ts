import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { classifyFailure } from './failure.ts';

const wrapped = (fields: object): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('x'), fields) });
const several = (...codes: string[]): TypeError =>
  new TypeError('fetch failed', {
    cause: new AggregateError(codes.map((code) => Object.assign(new Error('x'), { code, syscall: 'connect' }))),
  });

test.each([
  ['unknown name', wrapped({ code: 'ENOTFOUND', syscall: 'getaddrinfo' }), 'none', 'dns_failed'],
  ['name server silent', wrapped({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }), 'none', 'dns_failed'],
  ['refused', wrapped({ code: 'ECONNREFUSED', syscall: 'connect' }), 'none', 'connection_refused'],
  ['no route while connecting', wrapped({ code: 'EHOSTUNREACH', syscall: 'connect' }), 'none', 'connection_failed'],
  ['connect took too long', wrapped({ code: 'UND_ERR_CONNECT_TIMEOUT' }), 'none', 'connection_failed'],
  ['all addresses refused', several('ECONNREFUSED', 'ECONNREFUSED'), 'none', 'connection_refused'],
  ['expired certificate', wrapped({ code: 'CERT_HAS_EXPIRED' }), 'none', 'certificate_refused'],
  ['wrong certificate name', wrapped({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }), 'none', 'certificate_refused'],
  ['other TLS error', wrapped({ code: 'ERR_SSL_BAD_RECORD_TYPE' }), 'maybe', 'connection_lost'],
  ['reset while reading', wrapped({ code: 'ECONNRESET', syscall: 'read' }), 'maybe', 'connection_lost'],
  ['broken pipe', wrapped({ code: 'EPIPE', syscall: 'write' }), 'maybe', 'connection_lost'],
  ['closed by the other side', wrapped({ code: 'UND_ERR_SOCKET' }), 'maybe', 'connection_lost'],
  ['route lost while reading', wrapped({ code: 'EHOSTUNREACH', syscall: 'read' }), 'maybe', 'connection_lost'],
  ['own deadline', new DOMException('x', 'TimeoutError'), 'maybe', 'timeout'],
  ['something unheard of', wrapped({}), 'maybe', 'connection_lost'],
  ['no error at all', 'text', 'maybe', 'connection_lost'],
] as const)('%s: bytes written %s', (_name, error, bytesWritten, reason) => {
  expect(classifyFailure(error)).toEqual({ kind: 'failure', bytesWritten, reason });
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

test('what this version of fetch really throws is classed the same way', async () => {
  const closing = createServer((socket) => socket.on('data', () => socket.resetAndDestroy())).listen(0, '127.0.0.1');
  servers.push(closing);
  await new Promise((resolve) => closing.once('listening', resolve));
  const address = closing.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const failureOf = (url: string): Promise<unknown> =>
    fetch(url, { method: 'POST', body: '{}' }).then(() => null, classifyFailure);
  expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatchObject({
    bytesWritten: 'maybe',
    reason: 'connection_lost',
  });
  closing.close();
  expect(await failureOf(`http://127.0.0.1:${port}/`)).toMatchObject({
    bytesWritten: 'none',
    reason: 'connection_refused',
  });
  expect(await failureOf('http://no-such-host.invalid/')).toMatchObject({ bytesWritten: 'none', reason: 'dns_failed' });
});
