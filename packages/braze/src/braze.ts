/** Braze as the daily loop sees it, and beside it every endpoint that Fitly uses. */
import type { AllowList, Clock, ExportedCustomer, Messaging } from '@fitly/core/ports';
import { type BrazeApi, createApi } from './api.ts';
import type { Caller } from './call.ts';
import { countedCampaign, countedCanvas } from './counted-days.ts';
import { requestFor } from './export/fields.ts';
import { readAnnounced, readSegment } from './export/read-segment.ts';
import { checkApiUrl, type HostKind } from './hosts.ts';
import type { Limiter } from './limiter/limiter.ts';
import { limiterOf } from './limiter/shared-limiters.ts';
import { toDirectMessage } from './messages/to-direct-message.ts';
import { PERMISSIONS, type Permission, type Preflight, probePermissions } from './preflight.ts';
import { createReadingApi, type ReadingApi } from './reading-api.ts';
import { BRIEF_READS } from './retry.ts';
import { forLoop } from './send-answer.ts';
import { createTransport } from './transport.ts';
import { type SegmentExportStart, startSegmentExport } from './users/export/segment.ts';
import { answerOf, toAttributes } from './users/profile-answer.ts';
import { readMarkers } from './users/read-markers.ts';

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
  /** Shared by all clients of one workspace, since Braze counts per workspace; default one of its own. */
  readonly limiter?: Limiter;
  /** Uniform in [0, 1), for the jitter between retries; default `Math.random`. */
  readonly random?: () => number;
  /** Further hosts that the operator of the installation allows, for `kind: 'braze'`. */
  readonly allowedHosts?: readonly string[];
}

/** What a look into Braze needs: nothing in it sends or writes. */
export interface BrazeReader {
  readonly api: ReadingApi;
  /** Default: every permission that can be probed. */
  preflight(permissions?: readonly Permission[]): Promise<Preflight>;
}

export interface Braze extends Messaging, BrazeReader {
  readonly api: BrazeApi;
  /** Asks for an export that Braze announces to `callbackUrl`: see `readExportCallback`. */
  requestExport(segmentId: string, allow: AllowList, callbackUrl: string): Promise<SegmentExportStart>;
  /** Reads the export at the address that a callback named. */
  exportAnnounced(url: string, allow: AllowList): AsyncIterable<readonly ExportedCustomer[]>;
}

/** Throws `sandbox_only`, `braze_url_invalid` or `braze_key_invalid` for options that cannot be used. */
export function createBraze(options: BrazeOptions): Braze {
  const { kind } = options;
  const caller = callerOf(options);
  const api = createApi(caller);
  const inPassing: Caller = { ...caller, reads: BRIEF_READS };
  const series = createReadingApi(inPassing);
  return {
    api,
    exportSegment: (segmentId, allow) => readSegment({ ...caller, kind }, segmentId, allow),
    exportCustomers: async (externalIds, allow) => (await api.users.exportIds(externalIds, allow)).customers,
    readMarkers: (externalIds, attribute) => readMarkers(inPassing, externalIds, attribute),
    campaignCounts: async (id, span) => countedCampaign(await series.campaigns.dataSeries(id, span)),
    canvasCounts: async (id, span) => countedCanvas(await series.canvas.dataSeries(id, { ...span, byStep: true })),
    segmentSizes: (id, span) => series.segments.dataSeries(id, span),
    triggerCampaign: async (request, mayLeave) => forLoop(await api.campaigns.trigger.send(request, mayLeave)),
    triggerCanvas: async (request, mayLeave) => forLoop(await api.canvas.trigger.send(request, mayLeave)),
    sendMessage: async (request, mayLeave) => forLoop(await api.messages.send(toDirectMessage(request), mayLeave)),
    writeProfiles: async (profiles) => answerOf(await api.users.track({ attributes: profiles.map(toAttributes) })),
    requestExport: (segmentId, allow, callbackUrl) =>
      startSegmentExport(caller, { ...requestFor(segmentId, allow), callbackUrl }),
    exportAnnounced: (url, allow) => readAnnounced({ ...caller, kind }, url, allow),
    preflight: (permissions = PERMISSIONS) => probePermissions(caller, permissions),
  };
}

/** As `createBraze`, without anything that sends or writes. */
export function createBrazeReader(options: BrazeOptions): BrazeReader {
  const caller = callerOf(options);
  return {
    api: createReadingApi(caller),
    preflight: (permissions = PERMISSIONS) => probePermissions(caller, permissions),
  };
}

function callerOf(options: BrazeOptions): Caller {
  const { url, apiKey, clock, kind, timeoutMs = 30_000, random = Math.random, allowedHosts = [] } = options;
  return {
    transport: createTransport(checkApiUrl(url, kind, allowedHosts), apiKey, timeoutMs),
    limiter: options.limiter ?? limiterOf({ kind, clock }),
    clock,
    random,
  };
}
