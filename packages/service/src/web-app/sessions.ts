/**
 * Sign-in before there are people to sign in: who started the service is told a link, whose code is good once and becomes a
 * session. Both live in memory alone, so that none outlives the process, and are looked up by their hash.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '@fitly/core/terms';

export interface Sessions {
  /** A code for one sign-in, good for a day. */
  newCode(): string;
  /** The token of a new session; null for a code that was used, is too old or never was. */
  redeem(code: string): string | null;
  isLive(token: string): boolean;
}

const TOKEN_BYTES = 32;
export const SESSION_MS = 12 * 3_600_000;
export const CODE_MS = 24 * 3_600_000;

export function createSessions(
  now: () => Instant,
  randomToken: () => string = () => randomBytes(TOKEN_BYTES).toString('base64url'),
): Sessions {
  const codes = new Map<string, Instant>();
  const sessions = new Map<string, Instant>();
  const issue = (kept: Map<string, Instant>, lifeMs: number): string => {
    for (const [each, endsAt] of kept) if (endsAt <= now()) kept.delete(each);
    const token = randomToken();
    kept.set(hashOf(token), now() + lifeMs);
    return token;
  };
  const holds = (kept: Map<string, Instant>, token: string): boolean => (kept.get(hashOf(token)) ?? 0) > now();
  return {
    newCode: () => issue(codes, CODE_MS),
    redeem: (code) => {
      const isGood = holds(codes, code);
      codes.delete(hashOf(code));
      return isGood ? issue(sessions, SESSION_MS) : null;
    },
    isLive: (token) => holds(sessions, token),
  };
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
