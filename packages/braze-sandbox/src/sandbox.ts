/** Puts a sandbox together and opens its port. */
import { join } from 'node:path';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify';
import { keyOf } from './audience/hillstrom/hillstrom.ts';
import { type AudienceSource, type Origin, originOf } from './audience/people-of.ts';
import type { CatalogueDefinition } from './catalogue/catalogue.ts';
import { HILLSTROM_CATALOGUE, hillstromTemplates } from './catalogue/hillstrom.ts';
import { addControl } from './control/routes.ts';
import { advance, createWorkspace, runDue } from './create-workspace.ts';
import { addDownload } from './export/download.ts';
import { addPage } from './page/page.ts';
import { USUAL_RATES } from './reactions/rates.ts';
import { createKeys, type KeyRing, type Keys } from './rest/keys.ts';
import { addSurface, headersFor, INVALID_URL } from './rest/surface.ts';
import { memoryChanges, openChanges } from './state/changes.ts';
import { createClock } from './state/clock.ts';
import { openFolder } from './state/folder.ts';
import { type JournalEntry, memoryJournal, openJournal } from './state/journal.ts';
import { createRequestLog, type RequestLog } from './state/request-log.ts';
import { readStateOption, type StateSource } from './state-file/read-state.ts';
import type { ReadState } from './state-file/to-state.ts';
import type { Workspace } from './workspace.ts';

export interface SandboxOptions {
  /** 0 = any free port. */
  readonly port: number;
  /** Default 127.0.0.1. Whatever it is, the control API answers this machine only. */
  readonly host?: string;
  /** Where journal, changes and clock are kept, or null for memory only. */
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
  /** Real milliseconds for a clock that runs with them, e.g. `Date.now`; default: it stands still until it is moved. */
  readonly ticking?: () => number;
  /**
   * People of another kind; default: those of the state, else Hillstrom's customers, to whom `planted`, `customers` and
   * `datasetFile` apply. A function makes a fresh audience on each reset.
   */
  readonly audience?: AudienceSource;
  /** Keys, users and dashboard: a path to YAML or JSON, or the same as an object (docs/reference/sandbox-state.md). */
  readonly state?: StateSource;
  /** What the dashboard holds besides the state; default with Hillstrom's customers: what the experiment needs. */
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
 * Throws `port_taken`, `file_not_found` and `file_unreadable` for the dataset, the state or a damaged folder, and
 * `workspace_exists` for a folder that was begun with something else.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host = '127.0.0.1', portFlag = '--port' } = options;
  const stage = createStage(options);
  const server = serverOf(stage);
  try {
    await server.listen({ port, host });
  } catch (cause) {
    stage.close();
    throw portError(cause, port, portFlag);
  }
  const { apiKey, keyWithoutPermissions } = stage.keys;
  return {
    url: urlOf(server),
    apiKey,
    keyWithoutPermissions,
    clock: {
      now: () => stage.workspace().clock.now(),
      advanceTo(at) {
        if (advance(stage.workspace(), at)) return;
        throw new RangeError(`the clock never moves back: now ${stage.workspace().clock.now()}, asked for ${at}`);
      },
    },
    journal: () => stage.workspace().journal.entries,
    async close() {
      await server.close();
      stage.close();
    },
  };
}

/** The state and what outlives a reset of it. */
interface Stage {
  readonly keys: KeyRing;
  readonly log: RequestLog;
  readonly planted: boolean | null;
  /** With everything done that was due. */
  workspace(): Workspace;
  /** False when the audience cannot be made anew. */
  reset(): boolean;
  close(): void;
}

function createStage(options: SandboxOptions): Stage {
  const { folder, seed, ticking = null } = options;
  const key = keyOf(seed);
  const state = readStateOption(options.state, options.startAt);
  const audience = options.audience ?? state?.audience ?? undefined;
  const origin = originOf({ ...options, ...(audience !== undefined && { audience }) });
  const startAt = folder === null ? options.startAt : openFolder(folder, origin.beginning, options.startAt);
  const inFolder = (name: string): string | null => (folder === null ? null : join(folder, name));
  const clock = createClock({ path: inFolder('clock.json'), startAt, ticking });
  const journal = folder === null ? memoryJournal() : openJournal(join(folder, 'journal.jsonl'));
  const changes = folder === null ? memoryChanges() : openChanges(join(folder, 'changes.jsonl'));
  const isHillstrom = audience === undefined;
  const parts = { key, startAt, settings: settingsOf(state, isHillstrom), clock, journal, changes };
  const dashboard = dashboardOf(options, state, isHillstrom);
  const templates = state?.templates ?? (isHillstrom ? hillstromTemplates(startAt) : []);
  const build = (): Workspace =>
    createWorkspace({
      ...parts,
      dashboard,
      templates,
      contentBlocks: state?.contentBlocks ?? new Map(),
      audience: origin.audienceFrom(startAt),
    });
  let workspace = build();
  const log = createRequestLog();
  return {
    keys: createKeys(key, state?.keys ?? []),
    log,
    planted: isHillstrom ? options.planted : null,
    workspace() {
      runDue(workspace, workspace.clock.now());
      return workspace;
    },
    reset: () => {
      if (!canStartAnew(origin)) return false;
      journal.clear();
      changes.clear();
      log.clear();
      clock.restart(startAt);
      workspace = build();
      return true;
    },
    close() {
      journal.close();
      changes.close();
    },
  };
}

const canStartAnew = ({ canReset }: Origin): boolean => canReset;

function settingsOf(state: ReadState | null, isHillstrom: boolean): Workspace['settings'] {
  return {
    timeZone: state?.timeZone ?? (isHillstrom ? 'America/New_York' : 'Etc/UTC'),
    frequencyCap: state?.frequencyCap ?? null,
    rates: { ...USUAL_RATES, ...state?.rates },
    templateTags: state?.tags ?? null,
  };
}

function dashboardOf(options: SandboxOptions, state: ReadState | null, isHillstrom: boolean): CatalogueDefinition {
  const usual = isHillstrom && state === null ? HILLSTROM_CATALOGUE : { segments: [], campaigns: [], canvases: [] };
  return {
    segments: [...(options.segments ?? usual.segments), ...(state?.dashboard.segments ?? [])],
    campaigns: [...(options.campaigns ?? usual.campaigns), ...(state?.dashboard.campaigns ?? [])],
    canvases: [...(options.canvases ?? usual.canvases), ...(state?.dashboard.canvases ?? [])],
  };
}

function serverOf(stage: Stage): FastifyInstance {
  const { workspace, keys, log, planted, reset } = stage;
  const unknownPath = (reply: FastifyReply): FastifyReply =>
    reply
      .status(404)
      .headers({ ...headersFor([{ bucket: 'default' }], 404, workspace()), 'x-request-id': crypto.randomUUID() })
      .send(INVALID_URL);
  // An address that cannot be decoded never gets as far as the routes.
  const frameworkErrors: FastifyServerOptions['frameworkErrors'] = (_error, _request, reply) => void unknownPath(reply);
  const server = fastify({ forceCloseConnections: true, frameworkErrors });
  // Before anything else, also before a wrong content type: an unknown path is unknown.
  server.addHook('onRequest', async (request, reply) => (request.is404 ? unknownPath(reply) : undefined));
  addSurface(server, { keys, log, workspace, baseUrl: () => urlOf(server) });
  addDownload(server, workspace);
  addControl(server, { workspace, reset, planted });
  addPage(server, { workspace, log, planted });
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
