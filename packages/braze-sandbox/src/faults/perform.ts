/** Carries a fault out on the wire. */
import type { Instant } from '@fitly/core/terms';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from '../rest/endpoint.ts';
import { Refusal } from '../rest/refusal.ts';
import type { Agenda } from '../state/agenda.ts';
import type { Fault } from './fault.ts';

export interface Stage {
  /** Does what the request asks. Throws a `Refusal`. */
  readonly run: () => Answer;
  readonly reply: FastifyReply;
  readonly agenda: Agenda;
  readonly now: Instant;
  readonly headers: (status: number) => Record<string, string>;
}

const LATE_MS = 5 * 60_000;
const HUGE_BYTES = 10_000_000;
const LINK_LOCAL = 'http://169.254.169.254/';
/** TLS record: alert, version 3.3, two bytes: fatal, handshake failure (RFC 8446, §6). */
const TLS_ALERT = Buffer.from([21, 3, 3, 0, 2, 2, 40]);

export async function perform(fault: Fault, stage: Stage): Promise<unknown> {
  const { reply, run, agenda, now } = stage;
  switch (fault.kind) {
    case 'status':
      if (fault.accept) run();
      return reply
        .status(fault.status)
        .send({ message: fault.status === 429 ? 'Rate limit exceeded' : 'Injected fault' });
    case 'html_500':
      if (fault.accept) run();
      return reply.status(500).type('text/html').send('<html><body><h1>500 Internal Server Error</h1></body></html>');
    case 'drop_after_accept':
      run();
      return cut(reply);
    case 'drop_before_accept':
      return cut(reply);
    case 'slow':
      return afterSeconds(fault.seconds, stage);
    case 'trickle':
      return trickle(stage);
    case 'half_close':
      run();
      return endSilently(reply);
    case 'silence':
      run();
      return reply.hijack();
    case 'truncated_json': {
      const { status, body } = run();
      const text = JSON.stringify(body);
      return reply
        .status(status)
        .type('application/json')
        .send(text.slice(0, Math.floor(text.length / 2)));
    }
    case 'huge_body': {
      const { status, body } = run();
      return reply.status(status).send({ ...body, padding: 'x'.repeat(HUGE_BYTES) });
    }
    case 'late':
      agenda.add(now + LATE_MS, () => void attempt(run));
      return reply.status(202).send({ message: 'queued' });
    case 'redirect':
      return reply.status(307).header('location', LINK_LOCAL).send({ message: 'Temporary Redirect' });
    case 'tls':
      reply.hijack();
      reply.raw.socket?.end(TLS_ALERT);
      return reply;
    default: {
      const { status, body } = run();
      return reply.status(status).send(body);
    }
  }
}

/** What is refused later reaches nobody, and nobody hears of it. */
function attempt(run: () => Answer): Answer | null {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** FIN from our side; the other side may go on sending. */
function endSilently(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.end();
  return reply;
}

/** Accepts at once, answers later. */
async function afterSeconds(seconds: number, { run, reply }: Stage): Promise<unknown> {
  const { status, body } = run();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000).unref());
  return reply.status(status).send(body);
}

function trickle({ run, reply, headers }: Stage): FastifyReply {
  const { status, body } = run();
  const bytes = Buffer.from(JSON.stringify(body));
  reply.hijack();
  const fixed = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length };
  reply.raw.writeHead(status, { ...headers(status), ...fixed });
  let sent = 0;
  const timer = setInterval(() => {
    if (reply.raw.destroyed) return clearInterval(timer);
    reply.raw.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent < bytes.length) return;
    clearInterval(timer);
    reply.raw.end();
  }, 1000);
  timer.unref();
  return reply;
}

/** Faults that strike before the body was read. True when this is one: the request gets no other answer. */
export function cutWhileReading({ kind }: Fault, request: FastifyRequest): boolean {
  const { raw } = request;
  if (kind === 'reset_before_body') {
    raw.socket.resetAndDestroy();
    return true;
  }
  if (kind !== 'reset_mid_body') return false;
  const half = Number(request.headers['content-length'] ?? 0) / 2;
  let read = 0;
  raw.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read >= half) raw.socket.resetAndDestroy();
  });
  raw.on('end', () => raw.socket.resetAndDestroy());
  return true;
}
