/**
 * Sends and reads through a sandbox that spoils a seeded share of all requests, and what its journal says about each send
 * afterwards. The journal is written when a send is accepted, before anything is answered: it is the truth.
 */
import { type Braze, createBraze, createSandboxClock } from '@fitly/braze';
import { type Sandbox, startSandbox } from '@fitly/braze-sandbox';
import { FitlyError } from '@fitly/core/errors';
import { ALL_FAULTS, classesOf, type StruckFault } from './fault-kinds.ts';
import { arm } from './fixture.ts';

export interface FaultCampaign {
  readonly seed: string;
  /** Customers who are each named in one campaign trigger; further sends and reads come between. */
  readonly recipients: number;
  /** Requests at the same time. With one, each answer's class is also held against the fault that caused it. */
  readonly callers: number;
  /** Share of the requests that a fault strikes. */
  readonly share: number;
  /** Real milliseconds of one request: what trickles or says nothing costs as much. */
  readonly timeoutMs: number;
}

export interface FaultResult {
  readonly sends: Readonly<Record<string, number>>;
  readonly reads: { readonly succeeded: number; readonly failed: number };
  /** How often each kind struck (of the latest 1,000). */
  readonly struck: Readonly<Record<string, number>>;
  /** Broken promises, with the send or read they are about; empty is what is wanted. */
  readonly findings: readonly string[];
}

const startAt = Date.parse('2026-03-02T11:00:00Z');
const DAY = 86_400_000;
/** Later than any wait of the client moves the clock. */
const SCHEDULED_AT = startAt + 1_000 * DAY;
const allow = { attributes: ['marker'], events: [] };
const email = { appId: 'none', from: 'Shop <shop@example.com>', body: '<p>Hello</p>' };

interface Sent {
  readonly id: string;
  readonly kind: string;
  readonly recipients: readonly string[];
}

export async function runFaultCampaign(options: FaultCampaign): Promise<FaultResult> {
  const users = Array.from({ length: options.recipients }, (_, i) => `u${String(i).padStart(6, '0')}`);
  const sandbox = await startSandbox({
    port: 0,
    folder: null,
    seed: '1',
    planted: false,
    startAt,
    state: stateOf(users),
  });
  try {
    const { seed, share } = options;
    await arm(sandbox, { schedule: { seed, share, kinds: ALL_FAULTS }, read_back_seconds: 120 });
    return await campaign(sandbox, users, options);
  } finally {
    await sandbox.close();
  }
}

const stateOf = (users: readonly string[]) => ({
  version: 1 as const,
  users: users.map((external_id) => ({ external_id, email: `${external_id}@example.com` })),
  segments: [{ id: 'all', members: 'everyone' as const }],
  campaigns: [{ id: 'camp', messages: [{ id: 'v1', channel: 'email' as const }] }],
  canvases: [
    {
      id: 'canvas',
      variants: [{ id: 'a', first_step_id: 's1' }],
      steps: [{ id: 's1', messages: [{ id: 'm1', channel: 'email' as const }] }],
    },
  ],
  templates: [{ id: 'tpl', template_name: 'T', subject: 'S', body: '<p>T</p>' }],
});

async function campaign(sandbox: Sandbox, users: readonly string[], options: FaultCampaign): Promise<FaultResult> {
  const { url, apiKey } = sandbox;
  const { seed, callers, timeoutMs } = options;
  const clock = createSandboxClock(url);
  let drawn = 0;
  // Jitter that is the same in each campaign of a seed.
  const random = (): number => (++drawn * 0.618_033_988_75) % 1;
  const braze = createBraze({ url, apiKey, clock, kind: 'sandbox', timeoutMs, random });
  const findings: string[] = [];
  const sent: Sent[] = [];
  const reads = { succeeded: 0, failed: 0 };
  const jobs = jobsOf(users);
  let next = 0;
  const caller = async (): Promise<void> => {
    for (let n = next++; n < jobs.length; n = next++) {
      const job = jobs[n]!;
      const before = callers === 1 ? await struckSoFar(sandbox) : null;
      const from = performance.now();
      const outcome = await job.send(braze);
      // On a busy machine the deadline may pass without any fault; that is a doubt like any other.
      const inTime = performance.now() - from < timeoutMs;
      sent.push({ id: job.id, kind: outcome.kind, recipients: job.recipients });
      if (before !== null && inTime) findings.push(...(await wrongClass(sandbox, before, job.id, outcome.kind)));
      try {
        await READS[n % READS.length]!(braze, job.recipients);
        reads.succeeded += 1;
      } catch (error) {
        reads.failed += 1;
        if (!isPromised(error)) findings.push(`read after ${job.id}: ${String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const struck = count((await faultsOf(sandbox)).map(({ kind }) => kind));
  await arm(sandbox, { schedule: null });
  // What was only queued or scheduled happens now.
  sandbox.clock.advanceTo(Math.max(sandbox.clock.now(), SCHEDULED_AT) + DAY);
  findings.push(...againstJournal(sandbox, sent));
  findings.push(...(await againstMarkers(braze, sandbox, users)));
  return {
    sends: count(sent.map(({ kind }) => kind)),
    reads,
    struck,
    findings: findings.map((f) => `seed ${seed}: ${f}`),
  };
}

interface Job {
  /** Names the send in the journal: in every recipient's properties, or the subject of a direct message. */
  readonly id: string;
  readonly recipients: readonly string[];
  readonly send: (braze: Braze) => Promise<{ readonly kind: string }>;
}

/** Batches of 1 to 25 for the campaign, each with its marker; between them the other kinds of sends. */
function jobsOf(users: readonly string[]): readonly Job[] {
  const jobs: Job[] = [];
  for (let at = 0; at < users.length; ) {
    const size = 1 + ((jobs.length * 7) % 25);
    jobs.push(jobOf(jobs.length, users.slice(at, at + size)));
    if (jobs.length % 4 === 0) jobs.push(jobOf(jobs.length, users.slice(at, at + 3), 1 + (jobs.length % 3)));
    at += size;
  }
  return jobs;
}

function jobOf(n: number, users: readonly string[], kind = 0): Job {
  const id = `job-${n}`;
  const properties = { decision_id: id };
  const recipients = users.map((externalId) => ({ externalId }));
  const marked = recipients.map((one) => ({ ...one, properties, attributes: { marker: id } }));
  const sends: readonly Job['send'][] = [
    ({ api }) => api.campaigns.trigger.send({ campaignId: 'camp', recipients: marked }),
    ({ api }) => api.canvas.trigger.send({ canvasId: 'canvas', properties, recipients }),
    ({ api }) => api.messages.send({ externalIds: users, messages: { email: { ...email, subject: id } } }),
    ({ api }) =>
      api.campaigns.trigger.schedule.create({ campaignId: 'camp', properties, recipients }, { at: SCHEDULED_AT }),
  ];
  return { id, recipients: users, send: sends[kind]! };
}

const READS: readonly ((braze: Braze, users: readonly string[]) => Promise<unknown>)[] = [
  ({ api }, users) => api.users.exportIds(users, allow),
  ({ api }) => api.campaigns.details('camp'),
  ({ api }) => Array.fromAsync(api.campaigns.list()),
  ({ api }) => api.canvas.details('canvas'),
  ({ api }) => api.segments.dataSeries('all', { days: 1 }),
  ({ api }) => api.templates.email.info('tpl'),
];

/** The catalogue's codes for what Braze or the network did. */
const isPromised = (error: unknown): boolean => error instanceof FitlyError && error.code.startsWith('braze_');

/** Accepted: each recipient once. Rejected or to be tried again: nobody. In doubt: nobody twice. */
function againstJournal(sandbox: Sandbox, sent: readonly Sent[]): readonly string[] {
  const reached = new Map<string, number>();
  for (const { recipients, messages } of sandbox.journal()) {
    const subject = messages?.[0]?.content['subject'];
    for (const { externalId, properties } of recipients) {
      const name = `${String(subject ?? properties['decision_id'])} ${externalId}`;
      reached.set(name, (reached.get(name) ?? 0) + 1);
    }
  }
  return sent.flatMap(({ id, kind, recipients }) =>
    recipients.flatMap((externalId) => {
      const times = reached.get(`${id} ${externalId}`) ?? 0;
      const right = kind === 'accepted' ? times === 1 : kind === 'in_doubt' ? times <= 1 : times === 0;
      return right ? [] : [`${id} is ${kind}, but ${externalId} stands ${times} times in the journal`];
    }),
  );
}

/** The marker that was written by the send itself tells whether it was accepted (reliability by read-back). */
async function againstMarkers(braze: Braze, sandbox: Sandbox, users: readonly string[]): Promise<readonly string[]> {
  const reached = new Set<string>();
  for (const { campaignId, scheduleId, recipients } of sandbox.journal()) {
    if (campaignId !== 'camp' || scheduleId !== undefined) continue;
    for (const { externalId } of recipients) reached.add(externalId);
  }
  const findings: string[] = [];
  for (let at = 0; at < users.length; at += 50) {
    const { customers } = await braze.api.users.exportIds(users.slice(at, at + 50), allow);
    for (const { externalId, attributes } of customers) {
      const marked = 'marker' in attributes;
      if (marked === reached.has(externalId)) continue;
      findings.push(`${externalId} is ${marked ? 'marked and not' : 'not marked and'} in the journal`);
    }
  }
  return findings;
}

const faultsOf = async ({ url }: Sandbox): Promise<readonly StruckFault[]> => {
  const { struck } = (await (await fetch(`${url}/sandbox/faults`)).json()) as { struck: StruckFault[] };
  return struck;
};
const struckSoFar = async (sandbox: Sandbox): Promise<number> => (await faultsOf(sandbox)).at(-1)?.request ?? 0;

/** One request at a time: a fault that struck since `before` struck this send. */
async function wrongClass(sandbox: Sandbox, before: number, id: string, kind: string): Promise<readonly string[]> {
  const fault = (await faultsOf(sandbox)).find(({ request }) => request > before);
  const expected: readonly string[] = fault === undefined ? ['accepted'] : classesOf(fault);
  return expected.includes(kind)
    ? []
    : [`${id} is ${kind} after ${fault?.kind ?? 'no fault'} ${fault?.status ?? ''}, expected ${expected.join(' or ')}`];
}

const count = (names: readonly string[]): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};
