/** A segment's members: ask, wait, download, unpack, keep what is allowed. */
import { FitlyError } from '@fitly/core/errors';
import type { AllowList, Clock, ExportedCustomer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import type { Caller } from '../call.ts';
import { checkDownloadUrl, type HostKind } from '../hosts.ts';
import { instantOf } from '../rate-limit.ts';
import { startSegmentExport } from '../users/export/segment.ts';
import { readArchive } from './archive.ts';
import { BadLine, pickAllowed } from './customer.ts';
import { type Download, tryDownload } from './download.ts';
import { requestFor } from './fields.ts';
import { damaged, type Lines } from './lines.ts';
import { streamArchive } from './stream-archive.ts';

export interface SegmentReader extends Pick<Caller, 'transport' | 'limiter' | 'clock'> {
  readonly kind: HostKind;
}

const CHUNK_CUSTOMERS = 2_000;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 60_000;
/** Braze: "up to an hour for big segments". */
const PATIENCE_MS = 3_600_000;

/** Throws `braze_*`; after an error no further chunk comes, so half an audience is never taken for a whole one. */
export async function* readSegment(
  reader: SegmentReader,
  segmentId: string,
  allow: AllowList,
): AsyncGenerator<readonly ExportedCustomer[]> {
  const url = await start(reader, await patienceOf(reader.clock), segmentId, allow);
  // The hour of an export begins with the export: waiting for its start may have taken as long, and an export that is given up
  // runs on and keeps the next reader waiting, who would give up in turn.
  yield* customersOf(await fetchWhenReady(url, await patienceOf(reader.clock)), allow);
}

/**
 * The export that a callback of Braze announced: `url` is the one in its body (see callback.ts). Not waited for: a callback
 * comes when the file is there.
 */
export async function* readAnnounced(
  { transport, kind }: Pick<SegmentReader, 'transport' | 'kind'>,
  url: string,
  allow: AllowList,
): AsyncGenerator<readonly ExportedCustomer[]> {
  const download = await tryDownload(await checkDownloadUrl(url, transport.api, kind));
  if (download.kind === 'not_ready') {
    throw new FitlyError('braze_export_late', 'The announced export is not there, or not there any more', {
      next: 'Export again: Braze keeps a file for four hours.',
    });
  }
  yield* customersOf(download, allow);
}

type Ready = Exclude<Download, { kind: 'not_ready' }>;

async function* customersOf(download: Ready, allow: AllowList): AsyncGenerator<readonly ExportedCustomer[]> {
  let chunk: ExportedCustomer[] = [];
  for await (const lines of download.kind === 'whole' ? readArchive(download.zip) : streamArchive(download.content)) {
    for (const [i, line] of lines.lines.entries()) {
      const customer = line === '' ? null : customerOf(line, lines, i, allow);
      if (customer !== null) chunk.push(customer);
      if (chunk.length < CHUNK_CUSTOMERS) continue;
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}

async function start(reader: SegmentReader, patience: Patience, segmentId: string, allow: AllowList): Promise<URL> {
  const request = requestFor(segmentId, allow);
  for (;;) {
    const answer = await startSegmentExport(reader, request);
    if (answer.kind === 'started') return checkDownloadUrl(answer.url, reader.transport.api, reader.kind);
    const until = answer.wait === null ? null : instantOf(answer.wait, await reader.clock.now());
    await patience.wait('another export of the segment kept running', until);
  }
}

async function fetchWhenReady(url: URL, patience: Patience): Promise<Ready> {
  for (;;) {
    const download = await tryDownload(url);
    if (download.kind !== 'not_ready') return download;
    await patience.wait('the export did not become ready', null);
  }
}

function customerOf(text: string, { entry, firstLine }: Lines, i: number, allow: AllowList): ExportedCustomer | null {
  const at = `has in ${entry} a line ${firstLine + i} that`;
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text: it must not get out.
    return damaged(`${at} is not JSON`);
  }
  try {
    return pickAllowed(raw, allow);
  } catch (error) {
    if (error instanceof BadLine) return damaged(`${at} ${error.message}`);
    throw error;
  }
}

const patienceOf = async (clock: Clock): Promise<Patience> => new Patience(clock, await clock.now());

/** Waits 15 s, 30 s, then 60 s at a time on the given clock, for an hour in all. */
class Patience {
  readonly #clock: Clock;
  readonly #endAt: Instant;
  #nextMs = FIRST_WAIT_MS;

  constructor(clock: Clock, startAt: Instant) {
    this.#clock = clock;
    this.#endAt = startAt + PATIENCE_MS;
  }

  async wait(why: string, until: Instant | null): Promise<void> {
    const now = await this.#clock.now();
    if (now >= this.#endAt) {
      throw new FitlyError('braze_export_late', `After an hour of waiting ${why}`, {
        next: 'Look at the segment in Braze and run again; very large segments can be split by random bucket.',
      });
    }
    await this.#clock.sleepUntil(Math.max(until ?? 0, now + this.#nextMs));
    this.#nextMs = Math.min(this.#nextMs * 2, LONGEST_WAIT_MS);
  }
}
