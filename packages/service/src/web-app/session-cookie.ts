/** The cookie of a session. Cookies know no ports, so its name holds the one of the service that set it. */
import { API_BASE, PAGE_HEADER } from '@fitly/contract/api';
import type { FastifyRequest } from 'fastify';
import { RequestProblem } from '../api/problem-of.ts';
import { SESSION_MS, type Sessions } from './sessions.ts';

const nameFor = ({ socket }: FastifyRequest): string => `fitly_session_${socket.localPort}`;

export const sessionCookie = (request: FastifyRequest, token: string): string =>
  `${nameFor(request)}=${token}; Path=${API_BASE}; Max-Age=${SESSION_MS / 1000}; HttpOnly; SameSite=Strict`;

/**
 * Whether a page that has signed in asks. What is not a mere reading must come from a page of this very origin, by script:
 * throws `foreign_origin` otherwise.
 */
export function isSignedIn(request: FastifyRequest, sessions: Sessions): boolean {
  const token = tokenOf(request);
  if (token === null || !sessions.isLive(token)) return false;
  const { origin, host } = request.headers;
  const isReading = request.method === 'GET' || request.method === 'HEAD';
  if (isReading || (origin === `http://${host}` && request.headers[PAGE_HEADER] === '1')) return true;
  throw new RequestProblem(
    'foreign_origin',
    `a call by cookie that may change something must come from a page of this service and bring the header ${PAGE_HEADER}`,
    'ask from the web app, or from a program with the key of the API',
  );
}

function tokenOf(request: FastifyRequest): string | null {
  const name = `${nameFor(request)}=`;
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim());
  return cookies.find((each) => each.startsWith(name))?.slice(name.length) ?? null;
}
