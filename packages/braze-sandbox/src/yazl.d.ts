/** The part of yazl (which ships no types) that writes export archives. */
declare module 'yazl' {
  import type { Readable } from 'node:stream';

  export class ZipFile {
    readonly outputStream: Readable;
    addBuffer(buffer: Buffer, path: string, options: { readonly compressionLevel: number; readonly mtime: Date }): void;
    end(): void;
  }
}
