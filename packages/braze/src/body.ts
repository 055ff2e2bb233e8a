/** Reads the body of an answer into memory, up to a limit. */
import { classifyFailure, type FailureReason } from './failure.ts';

export type BodyRead =
  | { readonly kind: 'complete'; readonly bytes: Buffer }
  | { readonly kind: 'too_long' }
  | { readonly kind: 'cut'; readonly reason: FailureReason };

/** `maxBytes` counts what comes out after any content encoding, so that a compressed flood stops there too. */
export async function readBody(response: Response, maxBytes: number): Promise<BodyRead> {
  if (response.body === null) return { kind: 'complete', bytes: Buffer.alloc(0) };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // Leaving the loop early cancels the stream and with it the connection.
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > maxBytes) return { kind: 'too_long' };
      chunks.push(chunk);
    }
  } catch (error) {
    return { kind: 'cut', reason: classifyFailure(error).reason };
  }
  return { kind: 'complete', bytes: Buffer.concat(chunks, length) };
}
