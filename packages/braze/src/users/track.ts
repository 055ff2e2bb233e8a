/**
 * POST /users/track: attributes, events and purchases, at most 75 objects together. Braze queues them.
 * https://www.braze.com/docs/api/endpoints/user_data/post_user_track
 *
 * Attributes that set plain values may be repeated; events, purchases and increments may not: each would count twice.
 */
import { z } from 'zod';
import { type InDoubt, type Outcome, partlyInDoubt, settle, type WriteResult } from '../answer.ts';
import { type Caller, settlingTime, writeOnce, writeRepeatable } from '../call.ts';
import { refusedHere } from '../send.ts';
import { refusalOfTrack, type TrackRequest, trackBody } from './track-objects.ts';

export interface Tracked {
  readonly attributesProcessed: number;
  readonly eventsProcessed: number;
  readonly purchasesProcessed: number;
  /** Objects that Braze refused; the others were taken. */
  readonly rejected: readonly RejectedObject[];
}
export interface RejectedObject {
  readonly list: 'attributes' | 'events' | 'purchases';
  /** Into the list of the request. */
  readonly index: number;
  /** Braze's code, such as `EMAIL_BAD_FORMAT`, when it is one: other texts may quote what was sent. */
  readonly code: string | null;
}

const n = z.number().int().min(0).nullish();
const answer = z
  .object({ attributes_processed: n, events_processed: n, purchases_processed: n })
  .transform(({ attributes_processed, events_processed, purchases_processed }) => ({
    attributesProcessed: attributes_processed ?? 0,
    eventsProcessed: events_processed ?? 0,
    purchasesProcessed: purchases_processed ?? 0,
    rejected: [],
  }));
const minorErrors = z.array(
  z.object({
    input_array: z.enum(['attributes', 'events', 'purchases']),
    index: z.number().int().min(0),
    type: z.string().nullish(),
  }),
);

export async function trackUsers(caller: Caller, request: TrackRequest): Promise<WriteResult<Tracked>> {
  const refusal = refusalOfTrack(request);
  if (refusal !== null) return refusedHere(refusal);
  const call = {
    path: '/users/track',
    body: trackBody(request),
    answer,
    tickets: [{ bucket: 'users_track' }],
  } as const;
  const outcome = withRejected(
    await (isRepeatable(request) ? writeRepeatable(caller, call) : writeOnce(caller, call)),
    request,
  );
  return settle(outcome, await settlingTime(caller, outcome));
}

const isRepeatable = ({ attributes = [], events = [], purchases = [] }: TrackRequest): boolean =>
  events.length === 0 &&
  purchases.length === 0 &&
  attributes.every(({ values }) => Object.values(values).every(isPlain));

/** `{"inc": 1}`, `{"add": […]}` and other objects say what to do with the value that is there. */
const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null || Array.isArray(value);

type TrackOutcome = Exclude<Outcome<Tracked>, { kind: 'partly_accepted' }> | InDoubt;

/** Here minor errors name their object. One that names none of the request leaves all of it in doubt. */
function withRejected(outcome: Outcome<Tracked>, request: TrackRequest): TrackOutcome {
  if (outcome.kind !== 'partly_accepted') return outcome;
  const errors = minorErrors.safeParse(outcome.errors);
  const known =
    errors.success && errors.data.every(({ input_array, index }) => index < (request[input_array]?.length ?? 0));
  if (!known) return partlyInDoubt(outcome.status);
  const rejected = errors.data.map(({ input_array, index, type }) => ({
    list: input_array,
    index,
    code: type && /^[A-Z_]{3,60}$/.test(type) ? type : null,
  }));
  return { kind: 'accepted', status: outcome.status, body: { ...outcome.body, rejected } };
}
