/** Braze as the daily loop sees it. */
import type { Clock, Messaging } from '@fitly/core/ports';
import { settle } from './answer.ts';
import { sendTriggeredCampaign } from './campaigns/trigger/send.ts';
import { readSegment } from './export/read-segment.ts';
import { checkApiUrl, type HostKind } from './hosts.ts';
import { createTransport } from './transport.ts';

export interface BrazeOptions {
  /** REST address of the Braze instance, or of a sandbox. */
  readonly url: string;
  readonly apiKey: string;
  /** Time for waiting; against a sandbox its virtual clock. Deadlines of single requests are real time. */
  readonly clock: Clock;
  /** `sandbox`: http on this machine only. `braze`: https at a known Braze instance only. */
  readonly kind: HostKind;
  /** Deadline of one request; default 30,000. */
  readonly timeoutMs?: number;
}

/** Throws `sandbox_only`, `braze_url_invalid` or `braze_key_invalid` for options that cannot be used. */
export function createBraze({ url, apiKey, clock, kind, timeoutMs = 30_000 }: BrazeOptions): Messaging {
  const transport = createTransport(checkApiUrl(url, kind), apiKey, timeoutMs);
  return {
    exportSegment: (segmentId, allow) => readSegment({ transport, clock, kind }, segmentId, allow),
    async triggerCampaign(request) {
      const outcome = await sendTriggeredCampaign(transport, request);
      // Only a retry needs the time. A sandbox that is gone takes its clock along; then the caller may try at any time.
      const now = outcome.kind === 'retry' ? await clock.now().catch(() => 0) : 0;
      return settle(outcome, now);
    },
  };
}
