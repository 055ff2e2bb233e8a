/**
 * Attributes of profiles in Braze, written on change only and before the first send of the run. What Braze took is kept call
 * by call, so a killed process writes it no second time; anything else (a failure, a doubt) is simply written again by the
 * next run, since setting an attribute twice is the same as once. Until then nothing is sent to those customers.
 */
import type { StoredDecisions } from '@fitly/core/data';
import {
  isLockedOut,
  type ProfileWrite,
  profileWrites,
  type WithheldReason,
  withheldReason,
} from '@fitly/core/dispatch';
import type { ProfileAnswer } from '@fitly/core/ports';
import type { CustomerKey } from '@fitly/core/terms';
import { forgetProfileAttributes, keepProfileAttributes, open, profileAttributes, sealedIds } from '@fitly/store';
import { erasedCheck } from '../privacy/erased-check.ts';
import { lockedOut } from '../sending/locked-out.ts';
import { sealedOf } from '../sending/recipients.ts';
import { stoppedBy } from '../sending/stopped-by.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { RunContext } from './run-context.ts';
import { stopIfAsked } from './stop.ts';

/** Source: Braze, POST /users/track, 75 objects in all. */
const PROFILES_A_CALL = 75;
const CONCURRENT_CALLS = 8;

export interface WrittenProfiles {
  /** Attributes that Braze took now: what this run costs in data points. */
  readonly attributes: number;
  /** Customers of whom something is still to be written, with the reason for which nothing is sent to them. */
  readonly withheld: ReadonlyMap<CustomerKey, WithheldReason>;
}

/** Throws `braze_key_invalid` or `braze_refused` when the key may not write: then nothing is planned or lost. */
export async function writeProfiles(context: RunContext, decisions: StoredDecisions): Promise<WrittenProfiles> {
  const { store, agent } = context;
  const known = await profileAttributes(store.state.db, agent.name);
  const isErased = await erasedCheck(store);
  const due = profileWrites({ agent, enrolled: await context.enrolled(), decisions, known });
  const writes = due.filter(({ customerKey }) => !isErased(customerKey));
  const unwritten = new Map(writes.map((write) => [write.customerKey, withheldReason(agent.name, write)]));
  let attributes = 0;
  for (let from = 0; from < writes.length; from += PROFILES_A_CALL * CONCURRENT_CALLS) {
    stopIfAsked(context.signal);
    // What somebody has stopped is written by the next run: until then nothing is sent to these customers.
    if ((await stoppedBy(context)) !== null) break;
    const wave = writes.slice(from, from + PROFILES_A_CALL * CONCURRENT_CALLS);
    const { taken, isHopeless } = await writeWave(context, wave);
    for (const write of taken) {
      unwritten.delete(write.customerKey);
      attributes += Object.keys(write.values).length;
    }
    context.tell('plan', from + wave.length, writes.length, 'profiles');
    if (isHopeless) break;
  }
  return { attributes, withheld: unwritten };
}

interface Wave {
  readonly taken: readonly ProfileWrite[];
  /** Braze takes nothing at the moment, although the client has tried for a minute. */
  readonly isHopeless: boolean;
}

async function writeWave(context: RunContext, wave: readonly ProfileWrite[]): Promise<Wave> {
  const { store, agent, messaging } = context;
  const sealed = await sealedIds(
    store.state.db,
    wave.map((write) => write.customerKey),
  );
  const calls = inCalls(wave);
  const answers = await mapConcurrently(calls, CONCURRENT_CALLS, (call) =>
    messaging.writeProfiles(
      call.map(({ customerKey, values }) => ({
        externalId: open(store.keys, customerKey, sealedOf(sealed, customerKey)),
        values,
      })),
    ),
  );
  const taken = calls.flatMap((call, index) => takenOf(call, answers[index]!));
  const at = await context.clock.now();
  const doubtful = calls.flatMap((call, index) => (answers[index]!.kind === 'in_doubt' ? call : []));
  await store.state.transaction(async (tx) => {
    await keepProfileAttributes(tx, agent.name, taken, at);
    await forgetProfileAttributes(tx, agent.name, doubtful);
  });
  const refused = answers.find(isLockedOut);
  if (refused !== undefined) {
    throw lockedOut(refused, 'to write attributes (users.track)', 'nothing of this day was planned or sent yet');
  }
  return { taken, isHopeless: answers.some((answer) => answer.kind === 'retry') };
}

const inCalls = (writes: readonly ProfileWrite[]): ProfileWrite[][] =>
  Array.from({ length: Math.ceil(writes.length / PROFILES_A_CALL) }, (_, i) =>
    writes.slice(i * PROFILES_A_CALL, (i + 1) * PROFILES_A_CALL),
  );

function takenOf(call: readonly ProfileWrite[], answer: ProfileAnswer): readonly ProfileWrite[] {
  if (answer.kind !== 'accepted') return [];
  const refused = new Set(answer.refused);
  return call.filter((_, index) => !refused.has(index));
}
