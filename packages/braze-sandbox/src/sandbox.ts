/** Puts a sandbox together and opens its port. */
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import fastify, { type FastifyInstance } from 'fastify';
import type { Audience } from './audience/audience.ts';
import { createHillstrom, keyOf } from './audience/hillstrom/hillstrom.ts';
import { hillstromAudience } from './audience/hillstrom/hillstrom-audience.ts';
import { readRows } from './audience/hillstrom/read-rows.ts';
import { type Catalogue, type CatalogueDefinition, catalogueOf } from './catalogue/catalogue.ts';
import { HILLSTROM_CATALOGUE, SEGMENT_ID } from './catalogue/hillstrom.ts';
import { addPage } from './control/page.ts';
import { addControl } from './control/routes.ts';
import { createExportDesk } from './export/desk.ts';
import { addDownload } from './export/download.ts';
import { createFaultSwitch } from './faults.ts';
import { readTriggerSend } from './rest/campaigns-trigger-send.ts';
import { createKeys, type Keys } from './rest/keys.ts';
import { answerSend, deliver } from './rest/send.ts';
import { addSurface, INVALID_URL } from './rest/surface.ts';
import { answerSegmentExport } from './rest/users-export-segment.ts';
import { createClock, type VirtualClock } from './state/clock.ts';
import { type Beginning, openFolder } from './state/folder.ts';
import { type Journal, type JournalEntry, memoryJournal, openJournal } from './state/journal.ts';

export interface SandboxOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** Default 127.0.0.1. Whatever it is, the control API answers this machine only. */
  readonly host?: string;
  /** Where journal and clock are kept, or null for memory only. */
  readonly folder: string | null;
  readonly seed: string;
  /** Whether subject line and hour have effects. */
  readonly planted: boolean;
  /** Only the first so many customers; default all 38,400. */
  readonly customers?: number;
  /** Where the virtual clock begins, and the audience with it. A folder that was begun earlier keeps its own. */
  readonly startAt: Instant;
  /** Default `datasets/hillstrom/hillstrom_dev60.csv.gz` of this repository. */
  readonly datasetFile?: string;
  /** What to change when the port is taken, as the message should name it; default `--port`. */
  readonly portFlag?: string;
  /** People of another kind; default: Hillstrom's customers, to whom `planted`, `customers` and `datasetFile` apply. */
  readonly audience?: Audience;
  /** What the dashboard holds; default with Hillstrom's customers: their segment and campaigns, else nothing. */
  readonly segments?: CatalogueDefinition['segments'];
  readonly campaigns?: CatalogueDefinition['campaigns'];
  readonly canvases?: CatalogueDefinition['canvases'];
}

export interface Sandbox extends Keys {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly clock: {
    now(): Instant;
    /** Throws RangeError for an instant before now. */
    advanceTo(at: Instant): void;
  };
  /** Accepted sends, oldest first. */
  journal(): readonly JournalEntry[];
  close(): Promise<void>;
}

/**
 * Throws `port_taken`, `file_not_found` and `file_unreadable` for the dataset or a damaged folder, and `workspace_exists`
 * for a folder that was begun with something else.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host = '127.0.0.1', folder, seed, planted, portFlag = '--port' } = options;
  const { beginning, audienceFrom } = peopleOf(options);
  const startAt = folder === null ? options.startAt : openFolder(folder, beginning, options.startAt);
  const clock = createClock(folder === null ? null : join(folder, 'clock.json'), startAt);
  const audience = audienceFrom(startAt);
  const catalogue = catalogueOf(dashboardOf(options), startAt);
  const journal = folder === null ? memoryJournal() : openJournal(join(folder, 'journal.jsonl'));
  for (const entry of journal.entries) deliver(entry, { audience, catalogue });
  const key = keyOf(seed);
  const keys = createKeys(key);
  const server = serverOf({ audience, catalogue, clock, journal, key, keys, planted });
  try {
    await server.listen({ port, host });
  } catch (cause) {
    journal.close();
    throw portError(cause, port, portFlag);
  }
  return {
    url: urlOf(server),
    ...keys,
    clock: { now: clock.now, advanceTo: (at) => advance(clock, at) },
    journal: () => journal.entries,
    async close() {
      await server.close();
      journal.close();
    },
  };
}

interface People {
  readonly beginning: Beginning;
  readonly audienceFrom: (startAt: Instant) => Audience;
}

function peopleOf({ audience, datasetFile, seed, planted, customers: wanted }: SandboxOptions): People {
  if (audience !== undefined) {
    const beginning = { seed, dataset: audience.fingerprint, customers: audience.size, planted: false };
    return { beginning, audienceFrom: () => audience };
  }
  const { rows, sha256 } = readRows(datasetFile);
  const customers = Math.min(wanted ?? rows.length, rows.length);
  const beginning = { seed, dataset: sha256, customers, planted };
  const world = { rows, customers, seed, planted };
  const fingerprint = JSON.stringify(beginning);
  return {
    beginning,
    audienceFrom: (startAt) => hillstromAudience(createHillstrom({ ...world, startAt }), fingerprint),
  };
}

function dashboardOf({ audience, segments, campaigns, canvases }: SandboxOptions): CatalogueDefinition {
  const usual = audience === undefined ? HILLSTROM_CATALOGUE : { segments: [], campaigns: [], canvases: [] };
  return {
    segments: segments ?? usual.segments,
    campaigns: campaigns ?? usual.campaigns,
    canvases: canvases ?? usual.canvases,
  };
}

interface Parts {
  readonly audience: Audience;
  readonly catalogue: Catalogue;
  readonly key: SipKey;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly keys: Keys;
  readonly planted: boolean;
}

function serverOf({ audience, catalogue, clock, journal, key, keys, planted }: Parts): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  const faults = createFaultSwitch();
  const exports = createExportDesk(audience, clock);
  // Before anything else, also before a wrong content type: an unknown path is unknown.
  server.addHook('onRequest', async (request, reply) => {
    return request.is404 ? reply.status(404).send(INVALID_URL) : undefined;
  });
  addSurface(server, { clock, keys }, (post) => {
    post('users.export.segment', (request, reply) => {
      return reply.status(201).send(answerSegmentExport(request.body, catalogue, exports, urlOf(server)));
    });
    post('campaigns.trigger.send', (request, reply) => {
      return answerSend(
        readTriggerSend(request.body, catalogue),
        { audience, catalogue, key, clock, journal, faults },
        reply,
      );
    });
  });
  addDownload(server, exports, faults);
  const about = { customers: audience.size, planted, segmentId: SEGMENT_ID };
  addControl(server, { clock, journal, faults, about });
  addPage(server, { clock, journal, customers: audience.size, planted });
  return server;
}

/** The address to use on this machine, whatever the server listens on. */
function urlOf(server: FastifyInstance): string {
  const address = server.server.address();
  if (typeof address !== 'object' || address === null) throw new RangeError('the server does not listen');
  return `http://${address.address === '::1' ? '[::1]' : '127.0.0.1'}:${address.port}`;
}

function portError(cause: unknown, port: number, flag: string): unknown {
  if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EADDRINUSE') return cause;
  return new FitlyError('port_taken', `Port ${port} is taken by another process on this machine`, {
    next: `Stop that process, or choose another port with ${flag}.`,
    fields: { port },
  });
}

function advance(clock: VirtualClock, at: Instant): void {
  if (!clock.advanceTo(at)) throw new RangeError(`the clock never moves back: now ${clock.now()}, asked for ${at}`);
}
