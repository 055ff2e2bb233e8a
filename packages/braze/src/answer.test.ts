import { expect, test } from 'vitest';
import { settle } from './answer.ts';
import { classifySend } from './send-answer.ts';
import type { AnswerBody, Exchange } from './transport.ts';

const answer = (status: number, body: AnswerBody, headers = {}) =>
  ({ kind: 'answer', status, headers: new Headers(headers), requestId: null, body }) as const;
const json = (status: number, value: unknown, headers = {}) => answer(status, { kind: 'json', value }, headers);
const now = 1_700_000_000_000;

test.each<[string, Exchange, object]>([
  [
    '201 success',
    json(201, { message: 'success', dispatch_id: 'd' }),
    { kind: 'accepted', dispatchId: 'd', status: 201 },
  ],
  ['200 success without an id', json(200, { message: 'success' }), { kind: 'accepted', dispatchId: null, status: 200 }],
  [
    '202 success',
    json(202, { message: 'success', dispatch_id: 'd' }),
    { kind: 'accepted', dispatchId: 'd', status: 202 },
  ],
  ['errors null', json(201, { message: 'success', errors: null }), { kind: 'accepted' }],
  ['errors empty', json(201, { message: 'success', errors: [] }), { kind: 'accepted' }],
  ['202 queued', json(202, { message: 'queued' }), { kind: 'accepted', status: 202 }],
  ['201 queued', json(201, { message: 'queued' }), { kind: 'in_doubt', reason: 'answer_unknown' }],
  ['notice', json(201, { message: 'success', notice: 'paused' }), { kind: 'rejected', reason: 'notice', status: 201 }],
  ['errors', json(201, { message: 'success', errors: ['x'] }), { kind: 'in_doubt', reason: 'partly_accepted' }],
  ['errors as an object', json(201, { message: 'success', errors: { a: 1 } }), { kind: 'in_doubt' }],
  ['2xx without message', json(201, { dispatch_id: 'd' }), { kind: 'in_doubt', reason: 'answer_unknown' }],
  ['2xx that is a list', json(201, []), { kind: 'in_doubt', reason: 'answer_unknown' }],
  ['2xx HTML', answer(200, { kind: 'other' }), { kind: 'in_doubt', reason: 'answer_not_json' }],
  ['2xx cut', answer(201, { kind: 'cut' }), { kind: 'in_doubt', reason: 'answer_cut', status: 201 }],
  ['307', answer(307, { kind: 'other' }), { kind: 'in_doubt', reason: 'http_307', status: 307 }],
  ['304', answer(304, { kind: 'other' }), { kind: 'in_doubt' }],
  ['500 HTML', answer(500, { kind: 'other' }), { kind: 'in_doubt', reason: 'http_500', status: 500 }],
  ['503 JSON', json(503, { message: 'Rate Limited' }), { kind: 'in_doubt', reason: 'http_503' }],
  ['400', json(400, { message: 'Invalid Campaign ID' }), { kind: 'rejected', reason: 'http_400: Invalid Campaign ID' }],
  ['401', json(401, { message: 'Invalid API key' }), { kind: 'rejected', status: 401 }],
  ['403', json(403, { message: 'Access Denied' }), { kind: 'rejected', status: 403 }],
  ['404', answer(404, { kind: 'other' }), { kind: 'rejected', reason: 'http_404' }],
  ['413', answer(413, { kind: 'cut' }), { kind: 'rejected', status: 413 }],
  ['421', answer(421, { kind: 'other' }), { kind: 'rejected', status: 421 }],
  ['429 cut', answer(429, { kind: 'cut' }), { kind: 'retry', status: 429, notBeforeAt: now + 60_000 }],
  [
    '429 epoch',
    json(429, {}, { 'x-ratelimit-reset': '1700003600' }),
    { kind: 'retry', notBeforeAt: 1_700_003_600_000 },
  ],
  ['429 seconds left', json(429, {}, { 'x-ratelimit-reset': '7' }), { kind: 'retry', notBeforeAt: now + 7_000 }],
  ['429 retry-after', json(429, {}, { 'x-ratelimit-retry-after': '2' }), { kind: 'retry', notBeforeAt: now + 2_000 }],
  ['refused', { kind: 'failure', bytesWritten: 'none', reason: 'connection_refused' }, { kind: 'retry', status: null }],
  ['reset', { kind: 'failure', bytesWritten: 'maybe', reason: 'connection_lost' }, { kind: 'in_doubt', status: null }],
  ['timeout', { kind: 'failure', bytesWritten: 'maybe', reason: 'timeout' }, { kind: 'in_doubt', reason: 'timeout' }],
])('%s', (_name, exchange, expected) => {
  expect(settle(classifySend(exchange), now)).toMatchObject(expected);
});

test('a refusal shows its text only when it is one of the fixed ones, since others could quote the key or a recipient', () => {
  const quoted = json(401, { message: 'Invalid API key: 1234-secret' });
  expect(JSON.stringify(classifySend(quoted))).not.toContain('1234-secret');
});

test('the request id stands in the reason', () => {
  const exchange = { ...json(500, {}), requestId: 'abc-1' };
  expect(classifySend(exchange)).toMatchObject({ reason: 'http_500 (request abc-1)' });
});
