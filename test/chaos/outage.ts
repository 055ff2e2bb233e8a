/**
 * R5: Braze is away for two hours in the middle of a run, and takes few requests an hour afterwards. A door before the sandbox plays both
 * by its virtual clock, and counts; the sandbox's journal says what was accepted when. The outage begins in the middle of a group: whatever
 * is under way at that moment is cut off, wherever it has got to.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { latestSendMs } from '@fitly/core/dispatch';
import { keyedHex, sipKey, uniform } from '@fitly/core/math';
import type { AgentName, Day, DecisionId, Instant } from '@fitly/core/terms';
import { agentFiles, readAgentFile, runAgent, workspacePaths } from '@fitly/service';
import { type LedgerBatch, ledgerOf } from '@fitly/store';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';
import { SEND_HOURS } from './stage.ts';

const HOUR_MS = 3_600_000;
const OUTAGE_MS = 2 * HOUR_MS;

interface OutageOptions {
  readonly customers: number;
  readonly seed: string;
  /** Requests that are taken in each clock hour after the outage. */
  readonly perHour: number;
  /** Everything is due when the run begins, so that two groups are full; else at the agent's hours. */
  readonly atOnce?: boolean;
  /** Number of the request with which the outage begins; default: drawn by the seed. */
  readonly beginsWith?: number;
}

export interface OutageResult {
  readonly perHour: number;
  readonly decisions: number;
  readonly accepted: number;
  /** Requests to send that the journal or the door has seen. */
  readonly requests: number;
  /** Requests to send that had arrived when the outage began, and got no answer. */
  readonly cutOff: number;
  /** Decisions whose answer was lost, and of which the profile says that they were accepted. */
  readonly foundAccepted: number;
  /** Sends that met nobody. */
  readonly duringOutage: number;
  /** Requests that were refused because the hour was used up. */
  readonly overLimit: number;
  /** Of one clock hour, after its first. */
  readonly refusedAfterFirst: number;
  /** Requests to send that were under way at once. */
  readonly mostAtOnce: number;
  /** Clock hours of which every request that was taken was used. */
  readonly fullHours: number;
  readonly sentTwice: number;
  readonly lost: number;
  readonly unreported: number;
  readonly inDoubt: number;
  readonly tooLate: number;
  /** Accepted before their instant, or later than a message of this agent may be. */
  readonly outsideWindow: number;
  readonly latestMinutes: number;
}

/** Counted by the door; as in `OutageResult`. */
interface Seen {
  requests: number;
  cutOff: number;
  duringOutage: number;
  overLimit: number;
  refusedAfterFirst: number;
  fullHours: number;
  mostAtOnce: number;
}

interface Door {
  readonly url: string;
  readonly seen: Seen;
  /** One of the next sends, counted from the first, begins the outage. */
  arm(beginsWith: number): void;
  close(): Promise<void>;
}

export async function outageTrial(options: OutageOptions): Promise<OutageResult> {
  const rehearsal = await startRehearsal({
    ...{ customers: options.customers, seed: options.seed },
    // Without the hour that is near another, so that what the outage held up may leave for three hours.
    edit: (yaml) =>
      (options.atOnce === true ? yaml.replace(SEND_HOURS, '') : yaml)
        .replace(/every: .*/, 'every: 1 day')
        .replace(/^.*id: h20,.*\n/m, '')
        .replace(/^ {2}placeholders:/m, '  readBack: true\n  placeholders:'),
  });
  const door = await openDoor(rehearsal, options.perHour);
  try {
    const { workspaceFile } = workspacePaths(rehearsal.folder);
    const yaml = await readFile(workspaceFile, 'utf8');
    await writeFile(workspaceFile, yaml.replace(/url: http:\S+/, `url: ${door.url}`));
    door.arm(options.beginsWith ?? drawnBegin(options.seed));
    const day = await finishDay(rehearsal);
    return { perHour: options.perHour, ...(await judge(rehearsal, door, day)) };
  } finally {
    await door.close();
    await rehearsal.close();
  }
}

/** A group and a half: it begins anywhere in a first group, or with the second under way. */
const LATEST_BEGIN = 24;

function drawnBegin(seed: string): number {
  const key = sipKey(keyedHex(sipKey('0'.repeat(32)), 'outage campaign', seed));
  return 2 + Math.floor(uniform(key, 'begins') * (LATEST_BEGIN - 1));
}

const STARTS_AT_MOST = 10;

/** Where a run gives up it is started again, as the scheduler does. */
async function finishDay(rehearsal: Rehearsal): Promise<Day> {
  for (let start = 1; ; start++) {
    try {
      const { day } = await rehearsal.inside((workspace) =>
        runAgent({
          ...{ workspace, agentName: AGENT, day: null, elapsedMs: () => 0, onProgress: () => {} },
          signal: new AbortController().signal,
        }),
      );
      return day;
    } catch (error) {
      if (start === STARTS_AT_MOST) throw error;
    }
  }
}

const isSend = (url: string | undefined): boolean => url?.startsWith('/campaigns/trigger/send') === true;

async function openDoor({ sandbox }: Rehearsal, perHour: number): Promise<Door> {
  const seen: Seen = {
    ...{ requests: 0, cutOff: 0, duringOutage: 0, overLimit: 0, refusedAfterFirst: 0, fullHours: 0, mostAtOnce: 0 },
  };
  const taken = new Map<number, number>();
  const refused = new Map<number, number>();
  const underWay = new Set<Socket>();
  let begin: number | null = null;
  let awayUntil: Instant | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    const now = sandbox.clock.now();
    let said: Record<string, string> = {};
    if (begin !== null && isSend(incoming.url)) {
      seen.requests++;
      if (seen.requests === begin) {
        awayUntil = now + OUTAGE_MS;
        seen.cutOff = underWay.size;
        for (const socket of underWay) socket.destroy();
      }
      const { socket } = incoming;
      underWay.add(socket);
      seen.mostAtOnce = Math.max(seen.mostAtOnce, underWay.size);
      outgoing.once('close', () => underWay.delete(socket));
      const hour = Math.floor(now / HOUR_MS);
      if (awayUntil !== null && now >= awayUntil) {
        if ((taken.get(hour) ?? 0) >= perHour) {
          seen.overLimit++;
          seen.refusedAfterFirst = Math.max(seen.refusedAfterFirst, refused.get(hour) ?? 0);
          refused.set(hour, (refused.get(hour) ?? 0) + 1);
          return refuse(incoming, outgoing, hour);
        }
        taken.set(hour, (taken.get(hour) ?? 0) + 1);
        if (taken.get(hour) === perHour) seen.fullHours++;
        said = limitHeaders(perHour - taken.get(hour)!, hour);
      }
    }
    const isAway = awayUntil !== null && now < awayUntil && !incoming.url?.startsWith('/sandbox/');
    if (!isAway) return pass(sandbox.url, incoming, outgoing, said);
    if (isSend(incoming.url)) seen.duringOutage++;
    incoming.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    arm: (beginsWith) => {
      begin = beginsWith;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const limitHeaders = (remaining: number, hour: number) => ({
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(((hour + 1) * HOUR_MS) / 1_000),
});

function refuse(incoming: IncomingMessage, outgoing: ServerResponse, hour: number): void {
  incoming.resume();
  const headers = { 'content-type': 'application/json', ...limitHeaders(0, hour) };
  outgoing.writeHead(429, headers).end('{"message":"Rate limit exceeded"}');
}

function pass(
  url: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  said: Readonly<Record<string, string>>,
): void {
  const { host: _host, ...headers } = incoming.headers;
  const onward = request(`${url}${incoming.url}`, { method: incoming.method ?? 'GET', headers }, (answer) => {
    const isExport = incoming.url?.startsWith('/users/export/segment') === true;
    if (isExport) return void throughDoor(answer, outgoing, { from: url, to: `http://${incoming.headers.host}` });
    outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...said });
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.on('error', () => onward.destroy());
  incoming.pipe(onward);
}

/** The address of a finished export leads through the door too: a client reads it from nowhere else. */
async function throughDoor(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const body = (await text(answer)).replaceAll(from, to);
  const headers = { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) };
  outgoing.writeHead(answer.statusCode ?? 500, headers).end(body);
}

type End = 'accepted' | 'in_doubt' | 'too_late' | 'other';

async function judge({ sandbox, inside }: Rehearsal, { seen }: Door, day: Day): Promise<Omit<OutageResult, 'perHour'>> {
  const acceptedAt = new Map<string, number[]>();
  for (const { at, recipients } of sandbox.journal()) {
    for (const { properties } of recipients) {
      const id = String(properties['decision_id']);
      acceptedAt.set(id, [...(acceptedAt.get(id) ?? []), at]);
    }
  }
  const { batches, latestMs } = await inside(async ({ store, paths }) => {
    const [file] = await agentFiles(paths.agents);
    const { agent } = await readAgentFile(file!);
    const latestMs = latestSendMs(agent);
    return { latestMs, batches: await ledgerOf(store.state.db, AGENT as AgentName, day) };
  });
  const decisions = batches.flatMap((batch) =>
    batch.decisionIds.flatMap((id) => {
      const end = endOf(batch, id);
      return end === null ? [] : [{ end, sendAt: batch.sendAt, times: acceptedAt.get(id) ?? [] }];
    }),
  );
  const count = (pick: (one: (typeof decisions)[number]) => boolean): number => decisions.filter(pick).length;
  const lateMs = decisions.flatMap(({ sendAt, times }) => times.map((at) => at - sendAt));
  return {
    ...seen,
    decisions: decisions.length,
    accepted: count(({ end }) => end === 'accepted'),
    tooLate: count(({ end }) => end === 'too_late'),
    inDoubt: count(({ end }) => end === 'in_doubt'),
    foundAccepted: batches
      .flatMap(({ members }) => [...members.values()])
      .filter(({ state }) => state === 'confirmed_sent').length,
    lost: count(({ end, times }) => end === 'accepted' && times.length === 0),
    unreported: count(({ end, times }) => end !== 'accepted' && end !== 'in_doubt' && times.length > 0),
    sentTwice: [...acceptedAt.values()].filter((times) => times.length > 1).length,
    outsideWindow: lateMs.filter((late) => late < 0 || late > latestMs).length,
    latestMinutes: Math.round(Math.max(0, ...lateMs) / 60_000),
  };
}

/** Null: it stands in the batch that repeats this one. */
function endOf(batch: LedgerBatch, id: DecisionId): End | null {
  const member = batch.members.get(id);
  if (member === undefined) {
    if (batch.state === 'accepted' || batch.state === 'in_doubt') return batch.state;
    return batch.reason === 'too_late' ? 'too_late' : 'other';
  }
  if (member.repeatedIn !== null) return null;
  if (member.state === 'confirmed_sent') return 'accepted';
  if (member.state === 'open' || member.state === 'expired') return 'in_doubt';
  return member.reason === 'absent_too_late' ? 'too_late' : 'other';
}

/** Two groups of 16: what may be under way when an hour turns out to be used up. */
const IN_HAND = 32;
/** Of two hours without Braze: after 1, 3, 7, 15 minutes and each further quarter of an hour. */
const PROBES = 13;
/** An hour of which that is less than one in 100; Braze takes 250,000. */
const REALISTIC_PER_HOUR = 100 * IN_HAND;

/** What must be nothing; a trial without an outage or without a full hour, or after which not most of the day was accepted, has shown nothing. */
export const failuresOfOutage = (result: OutageResult): number =>
  result.sentTwice +
  result.lost +
  result.unreported +
  result.inDoubt +
  result.outsideWindow +
  (result.decisions - result.accepted - result.tooLate) +
  (result.refusedAfterFirst < IN_HAND ? 0 : 1) +
  (result.perHour < REALISTIC_PER_HOUR || result.overLimit * 100 <= result.requests ? 0 : 1) +
  (result.duringOutage > 0 && result.fullHours > 0 ? 0 : 1) +
  (result.cutOff + result.duringOutage <= IN_HAND + PROBES ? 0 : 1) +
  (result.accepted * 2 > result.decisions ? 0 : 1);
