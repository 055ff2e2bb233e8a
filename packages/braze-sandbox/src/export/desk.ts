/** Exports from the request to the download: being written, ready after two to three virtual minutes, gone four hours later. */
import { randomUUID } from 'node:crypto';
import type { Instant } from '@fitly/core/terms';
import { ZipFile } from 'yazl';
import type { Audience } from '../audience/audience.ts';
import type { VirtualClock } from '../state/clock.ts';
import type { ExportRequest } from './fields.ts';
import { createLineWriter } from './lines.ts';

export interface ExportDesk {
  /** Starts an export of the audience as it is now; returns its prefix, or null while another one runs. */
  request(request: ExportRequest): string | null;
  /** The archive, or null when there is none under this prefix, not yet, or not any more. */
  download(prefix: string): Promise<Buffer> | null;
}

const SHORTEST_MS = 2 * 60_000;
/** On top, for the largest audience. */
const LONGER_MS = 60_000;
const LARGEST_AUDIENCE = 38_400;
const KEPT_MS = 4 * 3_600_000;

interface Export {
  readonly readyAt: Instant;
  readonly archive: Promise<Buffer>;
}

export function createExportDesk(audience: Audience, clock: VirtualClock): ExportDesk {
  const exports = new Map<string, Export>();
  const writer = createLineWriter(audience);
  const takesMs = SHORTEST_MS + Math.round(LONGER_MS * Math.min(audience.size / LARGEST_AUDIENCE, 1));
  return {
    request(request) {
      const now = clock.now();
      for (const [prefix, { readyAt }] of exports) if (now >= readyAt + KEPT_MS) exports.delete(prefix);
      if ([...exports.values()].some(({ readyAt }) => now < readyAt)) return null;
      const prefix = `${randomUUID()}-${Math.floor(now / 1000)}`;
      // The lines are written here and now, so that nothing that happens later can get in; only the packing takes its time.
      exports.set(prefix, { readyAt: now + takesMs, archive: pack(writer.files(request, now), now) });
      return prefix;
    },
    download(prefix) {
      const found = exports.get(prefix);
      const now = clock.now();
      return found !== undefined && now >= found.readyAt && now < found.readyAt + KEPT_MS ? found.archive : null;
    },
  };
}

/** Level 1 packs JSON Lines four times faster than the usual level, and the archive only travels on this machine. */
async function pack(files: readonly string[], now: Instant): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [i, text] of files.entries()) {
    const name = `${String(i + 1).padStart(4, '0')}.json`;
    zip.addBuffer(Buffer.from(text), name, { compressionLevel: 1, mtime: new Date(now) });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
