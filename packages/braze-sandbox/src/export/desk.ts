/** Exports from the request to the download: being written, ready after two to three virtual minutes, gone four hours later. */
import { randomUUID } from 'node:crypto';
import type { Instant } from '@fitly/core/terms';
import { ZipFile } from 'yazl';
import type { Segment } from '../catalogue/segment.ts';
import type { VirtualClock } from '../state/clock.ts';
import type { People } from '../users/people.ts';
import type { ExportRequest } from './fields.ts';
import type { LineWriter } from './lines.ts';

interface StartedExport {
  /** `<uuid>-<epoch seconds>` */
  readonly prefix: string;
  readonly readyAt: Instant;
}

export interface ExportDesk {
  /** Starts an export of the segment as it is now; null while another one of it, or too many others, run. */
  request(segment: Segment, request: ExportRequest): StartedExport | null;
  /** The archive, or null when there is none under this prefix, not yet, or not any more. */
  download(prefix: string): Promise<Buffer> | null;
  /** Ends the segment's running exports; they never become ready. Returns how many there were. */
  cancel(segmentId: string): number;
}

const SHORTEST_MS = 2 * 60_000;
/** On top, for the largest audience. */
const LONGER_MS = 60_000;
const LARGEST_AUDIENCE = 38_400;
const KEPT_MS = 4 * 3_600_000;
/** Running at once, over all segments. */
const MOST_RUNNING = 100;
/** Braze: about 5,000 users a file. */
const USERS_PER_FILE = 5_000;

interface Export {
  readonly segmentId: string;
  readonly readyAt: Instant;
  readonly archive: Promise<Buffer>;
}

export function createExportDesk(people: People, writer: LineWriter, clock: VirtualClock): ExportDesk {
  const exports = new Map<string, Export>();
  const running = (now: Instant): readonly [string, Export][] =>
    [...exports].filter(([, { readyAt }]) => now < readyAt);
  return {
    request(segment, request) {
      const now = clock.now();
      for (const [prefix, { readyAt }] of exports) if (now >= readyAt + KEPT_MS) exports.delete(prefix);
      const others = running(now);
      if (others.length >= MOST_RUNNING || others.some(([, { segmentId }]) => segmentId === segment.id)) return null;
      const prefix = `${randomUUID()}-${Math.floor(now / 1000)}`;
      // The lines are written here and now, so that nothing that happens later can get in; only the packing takes its time.
      const files = filesOf(writer.lines(request, membersOf(people, segment, now), now));
      const share = Math.min(people.size() / LARGEST_AUDIENCE, 1);
      const readyAt = now + SHORTEST_MS + Math.round(LONGER_MS * share);
      exports.set(prefix, { segmentId: segment.id, readyAt, archive: pack(files, now) });
      return { prefix, readyAt };
    },
    download(prefix) {
      const found = exports.get(prefix);
      const now = clock.now();
      return found !== undefined && now >= found.readyAt && now < found.readyAt + KEPT_MS ? found.archive : null;
    },
    cancel(segmentId) {
      const stopped = running(clock.now()).filter(([, { segmentId: id }]) => id === segmentId);
      for (const [prefix] of stopped) exports.delete(prefix);
      return stopped.length;
    },
  };
}

export function* membersOf(people: People, { members }: Segment, now: Instant): Generator<number> {
  for (let index = 0; index < people.size(); index++) if (people.isMember(members, index, now)) yield index;
}

/** One text per file of the archive; an empty segment is one empty file. */
function filesOf(lines: Iterable<string>): readonly string[] {
  const files: string[] = [];
  let text = '';
  let count = 0;
  for (const line of lines) {
    text += line;
    count += 1;
    if (count % USERS_PER_FILE !== 0) continue;
    files.push(text);
    text = '';
  }
  return text === '' && files.length > 0 ? files : [...files, text];
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
