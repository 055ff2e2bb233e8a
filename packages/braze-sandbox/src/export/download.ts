/** GET /exports/PREFIX.zip, as the storage behind Braze answers: no key, XML refusals, and the faults that are armed. */
import type { FastifyInstance } from 'fastify';
import type { Workspace } from '../workspace.ts';

const ACCESS_DENIED =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

export function addDownload(server: FastifyInstance, workspace: () => Workspace): void {
  server.get<{ Params: { file: string } }>('/exports/:file', async (request, reply) => {
    const { faults, exports } = workspace();
    const fault = faults.armed().export;
    const archive = fault === 'never_ready' ? null : exports.download(request.params.file.replace(/\.zip$/, ''));
    if (archive === null) return reply.status(403).type('application/xml').send(ACCESS_DENIED);
    const zip = await archive;
    const sent = fault === 'truncate' ? zip.subarray(0, Math.floor(zip.length * 0.6)) : zip;
    return reply.type('application/zip').send(fault === 'corrupt' ? withFlippedByte(sent) : sent);
  });
}

/** Flips one byte in the middle of the first file's data (ZIP local header: APPNOTE 4.3.7). */
function withFlippedByte(zip: Buffer): Buffer {
  const copy = Buffer.from(zip);
  const data = 30 + copy.readUInt16LE(26) + copy.readUInt16LE(28);
  const at = data + Math.floor(copy.readUInt32LE(18) / 2);
  copy[at] = copy[at]! ^ 0xff;
  return copy;
}
