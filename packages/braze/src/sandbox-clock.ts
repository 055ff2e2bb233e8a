/** The virtual clock of a sandbox, over its control API. `sleepUntil` moves it instead of waiting. */
import { FitlyError } from '@fitly/core/errors';
import type { Clock } from '@fitly/core/ports';
import { z } from 'zod';
import { checkApiUrl } from './hosts.ts';
import { unreachable } from './refusal.ts';
import { type Answer, createTransport, type WireRequest } from './transport.ts';

const clockBody = z.object({ at: z.number() });
const PATH = '/sandbox/clock';
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 10_000;

/** Throws `sandbox_only` for an address that is not on this machine, later `braze_unreachable` and `braze_refused`. */
export function createSandboxClock(url: string): Clock {
  const api = checkApiUrl(url, 'sandbox');
  const transport = createTransport(api, null, TIMEOUT_MS);
  const call = async (request: Pick<WireRequest, 'method' | 'json'>): Promise<Answer> => {
    const exchange = await transport.exchange({ ...request, path: PATH, maxAnswerBytes: MAX_BYTES });
    if (exchange.kind === 'failure') throw unreachable(api.host, exchange);
    return exchange;
  };
  return {
    async now() {
      return timeOf(await call({ method: 'GET' }), api.host);
    },
    async sleepUntil(at) {
      const answer = await call({ method: 'POST', json: JSON.stringify({ at }) });
      // 409: the clock already stands later, since another process moved it. Sleeping until the past takes no time.
      if (answer.status !== 409) timeOf(answer, api.host);
    },
  };
}

function timeOf({ status, body }: Answer, host: string): number {
  const parsed = clockBody.safeParse(body.kind === 'json' ? body.value : null);
  if (status === 200 && parsed.success) return parsed.data.at;
  throw new FitlyError('braze_refused', `${host} answered ${status} instead of the time of a sandbox`, {
    next: 'Check that a sandbox, and nothing else, listens at this address.',
    fields: { host, status },
  });
}
