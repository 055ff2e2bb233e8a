/**
 * Case n of a seed: an answer of Braze, usually mutated, as bytes on a socket, with the way in which it ends. Cases are
 * numbered, so that any one can be looked at again.
 */
import { gzipSync } from 'node:zlib';
import { type Random, randomOf } from './random.ts';

export interface MutatedAnswer {
  readonly bytes: Buffer;
  /** Whether `bytes` are as Braze could have sent them. */
  readonly intact: boolean;
  /** `silence`: nothing more comes, and the connection stays open. */
  readonly ending: 'close' | 'reset' | 'silence';
  readonly trickle: boolean;
}

const SILENT_ONE_IN = 150;

export function mutatedAnswer(seed: number, n: number): MutatedAnswer {
  const random = randomOf(seed * 1_000_003 + n);
  const base = baseAnswer(random);
  if (random.below(12) === 0) return { bytes: base, intact: true, ending: 'close', trickle: false };
  let bytes = base;
  for (let rounds = 1 + random.below(3); rounds > 0; rounds--) bytes = random.pick(MUTATIONS)(bytes, random);
  const ending = random.below(SILENT_ONE_IN) === 0 ? 'silence' : random.below(8) === 0 ? 'reset' : 'close';
  return { bytes, intact: false, ending, trickle: random.below(40) === 0 };
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body>"message":"success"</body></html>';
const SUCCESS = { dispatch_id: 'c2f5e0d6b1a34c0f8e7d9a6b5c4d3e2f', message: 'success' };
const epoch = { 'X-RateLimit-Limit': '250000', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1772359200' };

const BASES: readonly (readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>])[] = [
  [201, SUCCESS],
  [201, SUCCESS, epoch],
  [200, { message: 'success', name: 'N' }],
  [202, { message: 'queued' }],
  [201, { ...SUCCESS, notice: 'The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.' }],
  [201, { ...SUCCESS, errors: ['external_id c-1 is invalid', 'another'] }],
  [201, { ...SUCCESS, errors: null }],
  [204, ''],
  [301, '', { Location: 'http://169.254.169.254/latest/meta-data' }],
  [307, HTML, { Location: '/users/track/' }],
  [400, { message: 'Invalid Campaign ID' }],
  [400, { message: 'Bad Request', errors: ['x'] }],
  [
    401,
    { message: 'Invalid API key: 0123' },
    { 'X-RateLimit-Limit': '', 'X-RateLimit-Remaining': '', 'X-RateLimit-Reset': '' },
  ],
  [403, { message: 'Access Denied' }],
  [404, HTML],
  [413, ''],
  [429, { message: 'Rate limit exceeded' }, epoch],
  [429, '', { 'X-Ratelimit-Retry-After': '3' }],
  [500, HTML],
  [502, HTML],
  [503, { message: 'success' }],
  [504, ''],
];

function baseAnswer(random: Random): Buffer {
  const [status, body, extra = {}] = random.pick(BASES);
  const text = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const type = typeof body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
  const zipped = text.length > 0 && random.below(6) === 0;
  const content = zipped ? gzipSync(text) : text;
  const chunked = content.length > 1 && random.below(4) === 0;
  const headers = {
    'Content-Type': type,
    'X-Request-Id': 'a1b2c3d4-0000-4000-8000-000000000000',
    ...extra,
    ...(zipped && { 'Content-Encoding': 'gzip' }),
    ...(chunked ? { 'Transfer-Encoding': 'chunked' } : { 'Content-Length': String(content.length) }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`HTTP/1.1 ${status} X\r\n${lines.join('')}\r\n`);
  return Buffer.concat([head, chunked ? inChunks(content, random) : content]);
}

function inChunks(content: Buffer, random: Random): Buffer {
  const cut = 1 + random.below(content.length - 1);
  const parts = [content.subarray(0, cut), content.subarray(cut)];
  const framed = parts.flatMap((part) => [Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);
  return Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]);
}

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const splice = (bytes: Buffer, from: number, to: number, insert: Buffer | string): Buffer =>
  Buffer.concat([bytes.subarray(0, from), Buffer.from(insert), bytes.subarray(to)]);

/** Replaces one occurrence of something; the bytes as they are when it does not occur. */
const replace =
  (what: RegExp, by: readonly string[]): Mutation =>
  (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replace(what, () => random.pick(by)),
      'latin1',
    );

const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return splice(bytes, at, at + 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.below(8))]));
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    return splice(bytes, at, at, Buffer.from(Array.from({ length: 1 + random.below(6) }, () => random.below(256))));
  },
  (bytes, random) => {
    const from = random.below(bytes.length);
    return splice(bytes, from, from + random.below(20), '');
  },
  (bytes, random) => {
    const from = random.below(bytes.length);
    return splice(bytes, from, from, bytes.subarray(from, from + random.below(60)));
  },
  replace(/content-length: \d+/i, [
    'Content-Length: 0',
    'Content-Length: 1',
    'Content-Length: 99999',
    'Content-Length: -1',
    'Content-Length: 1e9',
    'X: y',
    'Content-Length: 5\r\nContent-Length: 6',
    'Transfer-Encoding: chunked',
  ]),
  replace(/^HTTP\/1\.1 \d+/, [
    'HTTP/1.1 200',
    'HTTP/1.1 201',
    'HTTP/1.1 299',
    'HTTP/1.1 304',
    'HTTP/1.1 400',
    'HTTP/1.1 429',
    'HTTP/1.1 500',
    'HTTP/1.1 599',
    'HTTP/1.1 999',
    'HTTP/1.1 99',
    'HTTP/2 200',
    'HTTP/1.0 201',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201',
    'HTTP/1.1 101',
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 500',
  ]),
  replace(/\r\n\r\n/, [
    '\r\n',
    '\n\n',
    `\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`,
    '\r\nContent-Encoding: gzip\r\n\r\n',
    '\r\nContent-Encoding: br\r\n\r\n',
    '\r\nX-Null: a\0b\r\n\r\n',
    '\r\nX-Request-Id: <script>\r\n\r\n',
  ]),
  replace(/"success"/, [
    '"Success"',
    'null',
    '1',
    '["success"]',
    '{"message":"success"}',
    '"succ\\u0065ss"',
    '"success","notice":"paused"',
    '"success","errors":["x"]',
    '"success","message":"failed"',
    DEEP,
    '"\\ud800"',
  ]),
  replace(/"message"/, [
    '"Message"',
    '"__proto__"',
    '"notice":1,"message"',
    '"errors":[],"message"',
    `"pad":"${'x'.repeat(200_000)}","message"`,
  ]),
  replace(/"(dispatch_id|errors|notice)":/, ['"dispatch_id":', '"errors":', '"notice":', '"x":']),
  replace(/1772359200|: 0\r|: 3\r/, [': \r', '-1', '99999999999999', 'NaN', 'Wed, 21 Oct 2199 07:28:00 GMT', '1e400']),
  replace(/\{/, ['', '[', '{{', '﻿{', '\0{']),
  (bytes, random) =>
    Buffer.concat([bytes, Buffer.from(random.pick(['}', 'HTTP/1.1 200 OK\r\n\r\n', '\0', 'garbage']))]),
];
