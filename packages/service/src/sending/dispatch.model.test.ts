/**
 * The real dispatch over a real ledger, against a made-up Braze that loses answers, takes requests late, refuses single
 * recipients and hides markers for a while; processes die, others take over, databases are restored from backups. Whatever
 * happens, in whatever order: nobody is sent to twice, and every decision ends with what really became of it.
 */
import type { Marker, Messaging, SendAnswer, TriggerRequest } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { type Batch, batchesOf } from '@fitly/store';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AGENT, DAY, idOf, type Ledger, MINUTE, openLedger, PEOPLE, START } from './dispatch.fixture.ts';

/** More when somebody looks for trouble: FITLY_MODEL_RUNS=1000. */
const RUNS = Number(process.env['FITLY_MODEL_RUNS'] ?? 24);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await openLedger();
});
afterAll(() => ledger.close());

const FATES = [
  'accepted',
  'accepted_and_lost',
  'lost',
  'refused',
  'too_many',
  'queued',
  'queued_and_dropped',
  'first_refused',
  'dies_before',
  'dies_after',
] as const;
type Fate = (typeof FATES)[number];

class ProcessDied extends Error {}

/** Braze and its clock. */
function createWorld(markerLagMs: number) {
  const times = new Map<string, number>();
  const written = new Map<string, { readonly value: string; readonly at: Instant }>();
  const later: { readonly at: Instant; readonly take: () => void }[] = [];
  let now = START;
  let fates: Fate[] = [];
  let isDead = false;
  const passTo = (at: Instant): void => {
    now = Math.max(now, at);
    for (const { take } of later.filter((one) => one.at <= now)) take();
    later.splice(0, later.length, ...later.filter((one) => one.at > now));
  };
  const take = (request: TriggerRequest, from = 0): void => {
    for (const { externalId, properties, attributes } of request.recipients.slice(from)) {
      const id = String(properties['decision_id']);
      times.set(id, (times.get(id) ?? 0) + 1);
      const [value] = Object.values(attributes ?? {});
      if (value !== undefined) written.set(externalId, { value, at: now });
    }
  };
  const answer = (request: TriggerRequest): SendAnswer => {
    const fate = fates.shift() ?? 'accepted';
    const good = { kind: 'accepted', dispatchId: 'd', status: 201 } as const;
    const doubt = { kind: 'in_doubt', reason: 'timeout', status: null } as const;
    if (isDead) throw new ProcessDied();
    switch (fate) {
      case 'accepted':
        take(request);
        return good;
      case 'accepted_and_lost':
        take(request);
        return doubt;
      case 'lost':
        return doubt;
      case 'refused':
        return { kind: 'rejected', reason: 'http_400', status: 400 };
      case 'too_many':
        return { kind: 'retry', reason: 'http_429', status: 429, notBeforeAt: now + MINUTE };
      case 'queued':
        later.push({ at: now + 5 * MINUTE, take: () => take(request) });
        return { ...good, status: 202 };
      case 'queued_and_dropped':
        return { ...good, status: 202 };
      case 'first_refused':
        take(request, 1);
        return { ...good, refused: [0] };
      case 'dies_before':
        isDead = true;
        throw new ProcessDied();
      case 'dies_after':
        take(request);
        isDead = true;
        throw new ProcessDied();
    }
  };
  const messaging = {
    triggerCampaign: async (request: TriggerRequest) => answer(request),
    async readMarkers(ids: readonly string[]) {
      return new Map(
        ids.map((id): [string, Marker] => {
          const marker = written.get(id);
          const isThere = marker !== undefined && marker.at + markerLagMs <= now;
          return [id, isThere ? { kind: 'written', value: marker.value } : { kind: 'missing' }];
        }),
      );
    },
  } as unknown as Messaging;
  const clock = {
    now: async () => {
      passTo(now + 1);
      return now;
    },
    sleepUntil: async (at: Instant) => passTo(at),
  };
  const arm = (next: readonly Fate[]): void => {
    fates = [...next];
    isDead = false;
  };
  return { times, messaging, clock, arm };
}

const TABLES = ['batches', 'batch_members'] as const;

interface How {
  readonly readBack: boolean;
  /** Small ones overlap. */
  readonly groupSize: number;
}

/** One process: takes the run up, and works until it is done or dies. */
async function work(world: ReturnType<typeof createWorld>, how: How): Promise<void> {
  try {
    await ledger.work({ ...world, ...how });
  } catch (error) {
    if (error instanceof ProcessDied || (error as { code?: string }).code === 'braze_unreachable') return;
    throw error;
  }
}

/** Rows of the ledger and of the count that belongs to it, as a backup holds them. */
async function backUp(): Promise<() => Promise<void>> {
  const { db } = ledger.store.state;
  const kept = {
    batches: await db.selectFrom('batches').selectAll().execute(),
    members: await db.selectFrom('batch_members').selectAll().execute(),
  };
  const meta = await db.selectFrom('meta').selectAll().where('key', 'like', 'sent_groups%').execute();
  return async () => {
    for (const table of TABLES.toReversed()) await db.deleteFrom(table).execute();
    await db.deleteFrom('meta').where('key', 'like', 'sent_groups%').execute();
    for (const row of kept.batches.toSorted((a, b) => a.position - b.position))
      await db.insertInto('batches').values(row).execute();
    for (const row of kept.members) await db.insertInto('batch_members').values(row).execute();
    for (const row of meta) await db.insertInto('meta').values(row).execute();
  };
}

interface Phase {
  readonly fates: readonly Fate[];
  readonly backUp: boolean;
  readonly restore: boolean;
}

const phase: fc.Arbitrary<Phase> = fc.record({
  fates: fc.array(fc.constantFrom(...FATES), { maxLength: 6 }),
  backUp: fc.boolean(),
  restore: fc.boolean(),
});

/** Of one request each, two of which are under way at once; or one of all that is due. */
const groups = fc.constantFrom(1, 16);

async function play(phases: readonly Phase[], lagMinutes: number, how: How) {
  const world = createWorld(lagMinutes * MINUTE);
  await ledger.begin(how.groupSize === 1 ? 0 : undefined);
  let restore: (() => Promise<void>) | null = null;
  let restored = false;
  for (const each of phases) {
    if (each.backUp) restore = await backUp();
    world.arm(each.fates);
    await work(world, how);
    if (each.restore && restore !== null) {
      await restore();
      restored = true;
    }
  }
  world.arm([]);
  await work(world, how);
  return { times: world.times, ends: await batchesOf(ledger.store.state.db, AGENT, DAY), restored };
}

function judge({ times, ends }: { times: ReadonlyMap<string, number>; ends: readonly Batch[] }): void {
  expect([...times].filter(([, count]) => count > 1)).toEqual([]);
  expect(ends.flatMap(({ decisionIds }) => decisionIds).toSorted()).toEqual(PEOPLE.map((_, i) => idOf(i)));
  for (const { state, reason, decisionIds } of ends) {
    const sent = decisionIds.map((id) => times.get(id) ?? 0);
    if (state === 'accepted') expect(sent, 'accepted').toEqual(sent.map(() => 1));
    else if (state !== 'in_doubt') expect(sent, `${state} ${reason}`).toEqual(sent.map(() => 0));
    expect(['planned', 'sending']).not.toContain(state);
  }
}

test('read back: nobody twice, and nothing stays in doubt but what a backup had forgotten', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(phase, { maxLength: 4 }),
      fc.integer({ min: 0, max: 4 }),
      groups,
      async (phases, lag, groupSize) => {
        const played = await play(phases, lag, { readBack: true, groupSize });
        judge(played);
        const doubts = played.ends.filter(({ state }) => state === 'in_doubt').map(({ reason }) => reason);
        expect(doubts.filter((reason) => reason !== 'sent_before_restore')).toEqual([]);
        if (!played.restored) expect(doubts).toEqual([]);
      },
    ),
    { numRuns: RUNS },
  );
});

test('not read back: nobody twice, a doubt stays one, and nothing is tried again', { timeout: 600_000 }, async () => {
  const certain = FATES.filter((fate) => fate !== 'queued_and_dropped' && fate !== 'queued');
  const calm = phase.map((each) => ({
    ...each,
    fates: each.fates.filter((fate) => (certain as readonly Fate[]).includes(fate)),
  }));
  await fc.assert(
    fc.asyncProperty(fc.array(calm, { maxLength: 4 }), groups, async (phases, groupSize) => {
      const played = await play(phases, 0, { readBack: false, groupSize });
      judge(played);
      expect(played.ends.filter(({ repeats }) => repeats !== null)).toEqual([]);
    }),
    { numRuns: RUNS / 2 },
  );
});
