/**
 * Mutated answers over real sockets: every request is answered with the case whose number it carries. Counts what a client
 * must never do: hang, throw where it promised not to, show the key, or believe what the bytes do not say.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { createBraze, createLimiter } from '@fitly/braze';
import { FitlyError } from '@fitly/core/errors';
import { rightKind, wrongBelief } from './judge-answer.ts';
import { mutatedAnswer } from './mutated-answers.ts';

export interface CampaignOptions {
  readonly seed: number;
  readonly cases: number;
  readonly firstCase?: number;
  readonly callers: number;
}
export interface CampaignResult {
  readonly kinds: Readonly<Record<string, number>>;
  /** Every finding with its case number. Empty is what is wanted. */
  readonly findings: readonly string[];
  readonly milliseconds: number;
  /** The longest that one call took. */
  readonly slowestMs: number;
}

const KEY = 'planted-key-0123456789';
const TIMEOUT_MS = 400;
/** Six tries of a read; past it a call counts as hanging. */
const HANGS_AFTER_MS = 15_000;
/** Every so many cases a read instead of a send. */
const READ_EVERY = 10;

export async function runCampaign({ seed, cases, firstCase = 0, callers }: CampaignOptions): Promise<CampaignResult> {
  const server = createServer((socket) => answer(socket, seed));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const clock = skippingClock();
  // It reads every header, but never keeps a case from being asked for.
  const limiter = { ...createLimiter({ clock }), take: async () => undefined, tryTake: async () => null };
  const options = { apiKey: KEY, clock, limiter, kind: 'sandbox', timeoutMs: TIMEOUT_MS } as const;
  const braze = createBraze({ url: urlOf(server), ...options });
  const kinds: Record<string, number> = {};
  const findings: string[] = [];
  let slowestMs = 0;
  let next = firstCase;
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    for (let n = next++; n < firstCase + cases; n = next++) {
      const from = performance.now();
      const { kind, finding } = await (n % READ_EVERY === 0 ? readCase(braze, n) : sendCase(braze, seed, n));
      slowestMs = Math.max(slowestMs, performance.now() - from);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      if (finding !== null) findings.push(`seed ${seed}, case ${n}: ${finding}`);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  server.close();
  return { kinds, findings, milliseconds: performance.now() - startedAt, slowestMs };
}

type Client = ReturnType<typeof createBraze>;
interface Verdict {
  readonly kind: string;
  readonly finding: string | null;
}

async function sendCase(braze: Client, seed: number, n: number): Promise<Verdict> {
  const from = performance.now();
  const sent = braze.triggerCampaign({ campaignId: `case-${n}.`, recipients: [{ externalId: 'c-1', properties: {} }] });
  const result = await withinTime(sent);
  if (result === 'hangs') return { kind: 'hang', finding: 'the call hangs' };
  if (result instanceof Error) return { kind: 'thrown', finding: `a send threw ${result.name}: ${result.message}` };
  // On a busy machine even an intact answer can come after the short deadline of this campaign.
  const late = performance.now() - from > 0.9 * TIMEOUT_MS;
  const { bytes, intact, ending } = mutatedAnswer(seed, n);
  const shown = JSON.stringify(result).includes(KEY) ? 'the key is shown' : null;
  const exact = intact && ending === 'close' && !late && rightKind(bytes) !== result.kind;
  const finding = exact
    ? `${result.kind} (${'reason' in result ? result.reason : ''}) for an intact answer`
    : wrongBelief(bytes, result.kind);
  return { kind: result.kind, finding: finding ?? shown };
}

/** A read may succeed, or throw an error of the catalogue. */
async function readCase(braze: Client, n: number): Promise<Verdict> {
  const result = await withinTime(braze.api.segments.details(`case-${n}.`));
  if (result === 'hangs') return { kind: 'hang', finding: 'the read hangs' };
  if (!(result instanceof Error)) return { kind: 'read', finding: null };
  const known = result instanceof FitlyError && result.code.startsWith('braze_');
  if (!known) return { kind: 'thrown', finding: `a read threw ${result.name}: ${result.message}` };
  const text = `${result.message} ${JSON.stringify(result)}`;
  return { kind: 'read_refused', finding: text.includes(KEY) ? 'the key is shown' : null };
}

async function withinTime<T>(promise: Promise<T>): Promise<T | Error | 'hangs'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'hangs'>((resolve) => (timer = setTimeout(resolve, HANGS_AFTER_MS, 'hangs')));
  const outcome = await Promise.race([promise.catch((error: unknown) => asError(error)), late]);
  clearTimeout(timer);
  return outcome;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

function answer(socket: Socket, seed: number): void {
  let request = '';
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    request += chunk.toString('latin1');
    const number = /case-(\d+)\./.exec(request)?.[1];
    if (number === undefined) return;
    request = '';
    const { bytes, ending, trickle } = mutatedAnswer(seed, Number(number));
    const last = (): void => {
      if (ending === 'close') socket.end();
      if (ending === 'reset') socket.resetAndDestroy();
    };
    if (!trickle) return void socket.write(bytes, last);
    // The first 60 bytes one by one, then the rest.
    const drip = (at: number): void => {
      if (at >= 60) return void socket.write(bytes.subarray(at), last);
      socket.write(bytes.subarray(at, at + 1), () => setImmediate(drip, at + 1));
    };
    drip(0);
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** Waiting takes no time. */
function skippingClock() {
  let at = Date.UTC(2026, 2, 1, 9);
  return {
    now: async () => at,
    sleepUntil: async (until: number) => {
      at = Math.max(at, until);
    },
  };
}
