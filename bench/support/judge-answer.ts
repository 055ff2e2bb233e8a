/**
 * What a mutated answer allows a client to believe, by a reading of its own: HTTP taken apart by hand, the rules stated
 * again. It only ever says what would be *wrong*; to be in doubt never is.
 */
import { brotliDecompressSync, constants, gunzipSync } from 'node:zlib';
import type { SendAnswer } from '@fitly/core/ports';

/** Why the class of an answer is wrong, or null. */
export function wrongBelief(bytes: Buffer, kind: SendAnswer['kind']): string | null {
  if (kind === 'in_doubt') return null;
  const heads = headsOf(bytes);
  const status = heads.at(-1)?.status ?? null;
  if (status === null) return `${kind}, but no status line`;
  if (kind === 'retry') return status === 429 ? null : `retry, but status ${status}`;
  if (kind === 'rejected' && status >= 400 && status < 500 && status !== 429) return null;
  if (status < 200 || status > 299) return `${kind}, but status ${status}`;
  const bodies = bodiesOf(bytes, heads.at(-1)!.end).flatMap(parsed);
  const wanted = kind === 'accepted' ? bodies.some((body) => isSuccess(body, status)) : bodies.some(hasNotice);
  return wanted ? null : `${kind}, but no reading of the body says so`;
}

/** The class of an intact answer: exactly one is right. */
export function rightKind(bytes: Buffer): SendAnswer['kind'] {
  const { status, end } = headsOf(bytes).at(-1)!;
  if (status === 429) return 'retry';
  if (status >= 400 && status < 500) return 'rejected';
  const bodies = bodiesOf(bytes, end).flatMap(parsed);
  if (status > 299) return 'in_doubt';
  return bodies.some(hasNotice) ? 'rejected' : bodies.some((body) => isSuccess(body, status)) ? 'accepted' : 'in_doubt';
}

/** Every head in a row: interim answers (1xx) come before the real one. */
function headsOf(bytes: Buffer): readonly { readonly status: number; readonly end: number }[] {
  const text = bytes.toString('latin1');
  const heads: { status: number; end: number }[] = [];
  for (let at = 0; ; ) {
    const line = /^HTTP\/1\.[01] (\d{3})(?!\d)/.exec(text.slice(at, at + 20));
    const blank = /\r?\n\r?\n/.exec(text.slice(at));
    if (line === null) return heads;
    const end = blank === null ? text.length : at + blank.index + blank[0].length;
    heads.push({ status: Number(line[1]), end });
    if (Number(line[1]) > 199) return heads;
    at = end;
  }
}

/** The body under every framing that the bytes could mean: plain, any prefix that a length names, chunked, compressed. */
function bodiesOf(bytes: Buffer, end: number): readonly Buffer[] {
  const head = bytes.toString('latin1', 0, end);
  const raw = bytes.subarray(end);
  const lengths = [...head.matchAll(/content-length:[ \t]*(\d{1,9})/gi)].map((match) => Number(match[1]));
  const plain = [raw, ...lengths.filter((length) => length <= raw.length).map((length) => raw.subarray(0, length))];
  const framed = [...plain, ...dechunked(raw)];
  return framed.flatMap((body) => [
    body,
    ...attempt(() => gunzipSync(body)),
    // fetch believes a gzip body whose end is missing, as browsers do; the JSON in it must be whole all the same.
    ...attempt(() => gunzipSync(body, { finishFlush: constants.Z_SYNC_FLUSH })),
    ...attempt(() => brotliDecompressSync(body)),
  ]);
}

function dechunked(raw: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = /^([0-9a-f]{1,8})[^\r\n]*\r?\n/i.exec(raw.toString('latin1', at, at + 4_000));
    if (line === null) return [];
    const length = Number.parseInt(line[1]!, 16);
    if (length === 0) return [Buffer.concat(parts)];
    at += line[0].length;
    if (at + length > raw.length) return [];
    parts.push(raw.subarray(at, at + length));
    at += length;
    if (raw[at] === 0x0d) at += 1;
    if (raw[at] === 0x0a) at += 1;
  }
}

const attempt = (make: () => Buffer): readonly Buffer[] => {
  try {
    return [make()];
  } catch {
    return [];
  }
};

type Body = Readonly<Record<string, unknown>>;

function parsed(body: Buffer): readonly Body[] {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? [value as Body] : [];
  } catch {
    return [];
  }
}

const isSuccess = (body: Body, status: number): boolean =>
  (body['message'] === 'success' || (status === 202 && body['message'] === 'queued')) &&
  !hasNotice(body) &&
  isEmpty(body['errors']);

const hasNotice = (body: Body): boolean => !isEmpty(body['notice']);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
