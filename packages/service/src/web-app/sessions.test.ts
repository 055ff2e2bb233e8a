import { expect, test } from 'vitest';
import { CODE_MS, createSessions, SESSION_MS } from './sessions.ts';

const START = Date.UTC(2026, 10, 17);

function underClock() {
  let now = START;
  let made = 0;
  const sessions = createSessions(
    () => now,
    () => `token-${++made}`,
  );
  const pass = (ms: number): void => {
    now += ms;
  };
  return { sessions, pass };
}

test('a code signs in once', () => {
  const { sessions } = underClock();
  const code = sessions.newCode();
  const token = sessions.redeem(code);
  expect(token).not.toBeNull();
  expect(sessions.isLive(token!)).toBe(true);
  expect(sessions.redeem(code)).toBeNull();
  expect(sessions.isLive(code)).toBe(false);
});

test('codes and sessions end in their time', () => {
  const { sessions, pass } = underClock();
  const [used, late] = [sessions.newCode(), sessions.newCode()];
  const token = sessions.redeem(used)!;
  pass(SESSION_MS - 1);
  expect(sessions.isLive(token)).toBe(true);
  pass(1);
  expect(sessions.isLive(token)).toBe(false);
  pass(CODE_MS);
  expect(sessions.redeem(late)).toBeNull();
});

test('a made-up code or token is nothing', () => {
  const { sessions } = underClock();
  expect(sessions.redeem('')).toBeNull();
  expect(sessions.isLive('')).toBe(false);
});

test('a token of its own making has 256 bits', () => {
  const sessions = createSessions(() => START);
  const codes = [sessions.newCode(), sessions.newCode()];
  expect(codes[0]).not.toBe(codes[1]);
  expect(Buffer.from(codes[0]!, 'base64url')).toHaveLength(32);
});
