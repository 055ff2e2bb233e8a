/** The virtual clock of a sandbox, over its control API. `sleepUntil` moves it instead of waiting. */
import { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import { z } from 'zod';
import { readBody } from './body.ts';
import { classifyFailure } from './failure.ts';
import { checkApiUrl } from './hosts.ts';
import { unreachable } from './refusal.ts';

const clockBody = z.object({ at: z.number() });
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 10_000;

/** Throws `sandbox_only` for an address that is not on this machine, later `braze_unreachable` and `braze_refused`. */
export function createSandboxClock(url: string): Clock {
  const api = checkApiUrl(url, 'sandbox');
  const clock = new URL('/sandbox/clock', api);
  return {
    async now() {
      return timeOf(await call(clock, { method: 'GET' }), api.host);
    },
    async sleepUntil(at) {
      const headers = { 'content-type': 'application/json' };
      const response = await call(clock, { method: 'POST', headers, body: JSON.stringify({ at }) });
      // 409: the clock already stands later, since another process moved it. Sleeping until the past takes no time.
      if (response.status === 409) await response.body?.cancel();
      else await timeOf(response, api.host);
    },
  };
}

async function call(url: URL, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  try {
    // A fresh connection each, for the reason given in transport.ts.
    const headers = { ...init.headers, connection: 'close' };
    return await fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw unreachable(url.host, classifyFailure(error));
  }
}

async function timeOf(response: Response, host: string): Promise<number> {
  const body = await readBody(response, MAX_BYTES);
  if (body.kind === 'complete' && response.status === 200) {
    const parsed = clockBody.safeParse(parseOrNull(body.bytes.toString('utf8')));
    if (parsed.success) return parsed.data.at;
  }
  throw new FitlyError('braze_refused', `${host} answered ${response.status} instead of the time of a sandbox`, {
    next: 'Check that a sandbox, and nothing else, listens at this address.',
    fields: { host, status: response.status },
  });
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
