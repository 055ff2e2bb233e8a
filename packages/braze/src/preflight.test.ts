import { afterEach, expect, test } from 'vitest';
import { PERMISSIONS } from './preflight.ts';
import { clientOf, type FakeBraze, type Reply, serve } from './testing.ts';

let fake: FakeBraze | null = null;
afterEach(() => fake?.close());

const bad: Reply = { status: 400, body: { message: 'Bad Request' } };

test('nothing that is asked could do anything: empty bodies, no deletes, no parameters', async () => {
  fake = await serve(() => bad);
  await clientOf(fake.url).preflight();
  expect(fake.seen.length).toBe(PERMISSIONS.length);
  for (const { method, path, body } of fake.seen) {
    expect(path).not.toMatch(/delete|[?]/);
    expect(body).toEqual(method === 'POST' ? {} : null);
  }
});

test('403 is missing, 400 is present, and so is the success of a list; anything else cannot be told', async () => {
  const replies: Record<string, Reply> = {
    '/users/track': bad,
    '/campaigns/list': { body: { message: 'success', campaigns: [] } },
    '/canvas/details': { status: 403, body: { message: 'Access Denied' } },
    '/messages/send': { body: { message: 'success' } },
    '/users/export/ids': { status: 500, body: '<html>' },
    '/segments/list': { status: 403, body: '<html>' },
    '/templates/email/create': { status: 429, body: {} },
    '/canvas/trigger/send': { body: 'hang_up' },
  };
  fake = await serve(({ path }) => replies[path] ?? bad);
  const { key, permissions } = await clientOf(fake.url).preflight([
    'users.track',
    'campaigns.list',
    'canvas.details',
    'messages.send',
    'users.export.ids',
    'segments.list',
    'templates.email.create',
    'canvas.trigger.send',
  ]);
  expect(key).toBe('known');
  expect(permissions.map(({ state }) => state)).toEqual([
    'present',
    'present',
    'missing',
    'cannot_tell',
    'cannot_tell',
    'cannot_tell',
    'cannot_tell',
    'cannot_tell',
  ]);
  expect(permissions[2]?.reason).toBe('http_403: Access Denied');
});

test('an unknown key ends the questions', async () => {
  fake = await serve(() => ({ status: 401, body: { message: 'Invalid API key' } }));
  const { key, permissions } = await clientOf(fake.url).preflight();
  expect(key).toBe('unknown');
  expect(fake.seen.length).toBe(1);
  expect(permissions.map(({ permission }) => permission)).toEqual(PERMISSIONS);
  expect(permissions.every(({ state }) => state === 'cannot_tell')).toBe(true);
});
