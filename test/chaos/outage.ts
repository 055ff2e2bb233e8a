/**
 * R5: Braze is away for two hours in the middle of a run, and takes few requests an hour afterwards. A door before the sandbox plays both
 * by its virtual clock, and counts; the sandbox's journal says what was accepted when.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AgentName, Day, Instant } from '@fitly/core/terms';
import { runAgent, workspacePaths } from '@fitly/service';
import { ledgerOf } from '@fitly/store';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

const HOUR_MS = 3_600_000;
const OUTAGE_MS = 2 * HOUR_MS;

interface OutageOptions {
  readonly customers: number;
  readonly seed: string;
  /** Requests that are taken in each clock hour after the outage. */
  readonly perHour: number;
}

interface OutageResult {
  readonly decisions: number;
  readonly accepted: number;
  /** Requests to send that the journal or the door has seen. */
  readonly requests: number;
  /** Sends that met nobody. */
  readonly duringOutage: number;
  /** Requests that were refused because the hour was used up. */
  readonly overLimit: number;
  readonly sentTwice: number;
  readonly lost: number;
  readonly unreported: number;
  readonly inDoubt: number;
  readonly tooLate: number;
  /** Accepted before their instant, or later than a day after it. */
  readonly outsideWindow: number;
  readonly latestMinutes: number;
}

interface Door {
  readonly url: string;
  readonly seen: { requests: number; duringOutage: number; overLimit: number };
  /** The first send of the run begins the outage. */
  arm(): void;
  close(): Promise<void>;
}

export async function outageTrial(options: OutageOptions): Promise<OutageResult> {
  const rehearsal = await startRehearsal({
    ...{ customers: options.customers, seed: options.seed },
    edit: (yaml) =>
      yaml.replace(/every: .*/, 'every: 1 day').replace(/^ {2}placeholders:/m, '  readBack: true\n  placeholders:'),
  });
  const door = await openDoor(rehearsal, options.perHour);
  try {
    const { workspaceFile } = workspacePaths(rehearsal.folder);
    const yaml = await readFile(workspaceFile, 'utf8');
    await writeFile(workspaceFile, yaml.replace(/url: http:\S+/, `url: ${door.url}`));
    door.arm();
    const day = await finishDay(rehearsal);
    return await judge(rehearsal, door, day);
  } finally {
    await door.close();
    await rehearsal.close();
  }
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
  const seen = { requests: 0, duringOutage: 0, overLimit: 0 };
  const taken = new Map<number, number>();
  let isArmed = false;
  let awayUntil: Instant | null = null;
  const server: Server = createServer((incoming, outgoing) => {
    const now = sandbox.clock.now();
    let said: Record<string, string> = {};
    if (isArmed && isSend(incoming.url)) {
      seen.requests++;
      // A first request is taken, so that the outage comes in the middle.
      if (seen.requests === 2) awayUntil = now + OUTAGE_MS;
      const hour = Math.floor(now / HOUR_MS);
      if (awayUntil !== null && now >= awayUntil) {
        if ((taken.get(hour) ?? 0) >= perHour) {
          seen.overLimit++;
          return refuse(incoming, outgoing, hour);
        }
        taken.set(hour, (taken.get(hour) ?? 0) + 1);
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
    arm: () => {
      isArmed = true;
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
    outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, ...said });
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}

const LATEST_MS = 24 * HOUR_MS;

async function judge({ sandbox, inside }: Rehearsal, { seen }: Door, day: Day): Promise<OutageResult> {
  const acceptedAt = new Map<string, number[]>();
  for (const { at, recipients } of sandbox.journal()) {
    for (const { properties } of recipients) {
      const id = String(properties['decision_id']);
      acceptedAt.set(id, [...(acceptedAt.get(id) ?? []), at]);
    }
  }
  const batches = await inside(({ store }) => ledgerOf(store.state.db, AGENT as AgentName, day));
  const ends = { decisions: 0, accepted: 0, lost: 0, unreported: 0, inDoubt: 0, tooLate: 0, outsideWindow: 0 };
  let latestMs = 0;
  const isAccepted = (batch: (typeof batches)[number], id: (typeof batch.decisionIds)[number]): boolean => {
    const member = batch.members.get(id);
    return member === undefined ? batch.state === 'accepted' : member.state === 'confirmed_sent';
  };
  for (const batch of batches) {
    for (const id of batch.decisionIds) {
      const member = batch.members.get(id);
      if (member?.repeatedIn != null) continue;
      const times = acceptedAt.get(id) ?? [];
      ends.decisions++;
      if (isAccepted(batch, id)) {
        ends.accepted++;
        ends.lost += times.length === 0 ? 1 : 0;
      } else if (
        member === undefined ? batch.state === 'in_doubt' : member.state === 'open' || member.state === 'expired'
      )
        ends.inDoubt++;
      else ends.unreported += times.length;
      if (batch.reason === 'too_late' || member?.reason === 'absent_too_late') ends.tooLate++;
      for (const at of times) {
        latestMs = Math.max(latestMs, at - batch.sendAt);
        ends.outsideWindow += at < batch.sendAt || at > batch.sendAt + LATEST_MS ? 1 : 0;
      }
    }
  }
  const sentTwice = [...acceptedAt.values()].filter((times) => times.length > 1).length;
  return { ...ends, ...seen, sentTwice, latestMinutes: Math.round(latestMs / 60_000) };
}

/** What must be nothing. */
export const failuresOfOutage = (result: OutageResult): number =>
  result.sentTwice +
  result.lost +
  result.unreported +
  result.inDoubt +
  result.outsideWindow +
  (result.overLimit * 100 >= result.requests ? 1 : 0);
