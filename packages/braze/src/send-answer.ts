/** The class of a send. Beside the rules for every write: which recipients the minor errors name. */
import type { SendAnswer } from '@fitly/core/ports';
import { z } from 'zod';
import {
  classify,
  type InDoubt,
  type Outcome,
  partlyInDoubt,
  type Rejected,
  type Retry,
  type Unsettled,
} from './answer.ts';
import type { Exchange } from './transport.ts';

interface Accepted {
  readonly kind: 'accepted';
  /** One for the whole request: it does not identify a recipient's message. */
  readonly dispatchId: string | null;
  readonly status: number;
}
/** Every minor error named one recipient: those got nothing, the others count as accepted. Never sent again. */
interface PartlyAccepted {
  readonly kind: 'partly_accepted';
  readonly dispatchId: string | null;
  readonly status: number;
  /** Indices into the request's recipients, ascending, not empty. */
  readonly rejected: readonly number[];
}
export type SendOutcome = Accepted | PartlyAccepted | Rejected | Unsettled | InDoubt;
export type SendResult = Accepted | PartlyAccepted | Rejected | Retry | InDoubt;

export const sendBody = z.object({ dispatch_id: z.string().nullish() });

/** `externalIds`: of the recipients, in the order of the request; empty when nobody was named, as in a broadcast. */
export const classifySend = (exchange: Exchange, externalIds: readonly string[] = []): SendOutcome =>
  sendOutcome(classify(exchange, sendBody), externalIds);

/** Minor errors of sends are texts without an index (Braze docs, API errors): a recipient counts as named by its id. */
export function sendOutcome(outcome: Outcome<z.infer<typeof sendBody>>, externalIds: readonly string[]): SendOutcome {
  if (outcome.kind === 'accepted') {
    return { kind: 'accepted', dispatchId: outcome.body.dispatch_id ?? null, status: outcome.status };
  }
  if (outcome.kind !== 'partly_accepted') return outcome;
  const { status, body, errors } = outcome;
  const rejected = namedBy(errors, externalIds);
  if (rejected === null) return partlyInDoubt(status);
  return { kind: 'partly_accepted', dispatchId: body.dispatch_id ?? null, status, rejected };
}

/** Null when any error names none, or more than one, of the recipients: then nobody knows whom it meant. */
function namedBy(errors: unknown, externalIds: readonly string[]): readonly number[] | null {
  if (!Array.isArray(errors)) return null;
  const named = new Set<number>();
  for (const error of errors) {
    if (typeof error !== 'string' || error.length > 10_000) return null;
    const hits = externalIds.flatMap((id, i) => (names(error, id) ? [i] : []));
    if (hits.length !== 1) return null;
    named.add(hits[0]!);
  }
  return [...named].sort((a, b) => a - b);
}

/** Ids made of letters only, or short ones, also occur as words of a sentence: they count in quotes only. */
const TELLING = /^(?=.*\d).{6,}$/;
const JOINS = /[\w.@:+-]/;

function names(text: string, id: string): boolean {
  if (id === '') return false;
  if (text.includes(`'${id}'`) || text.includes(`"${id}"`)) return true;
  if (!TELLING.test(id)) return false;
  for (let at = text.indexOf(id); at !== -1; at = text.indexOf(id, at + 1)) {
    if (standsAlone(text, at, at + id.length)) return true;
  }
  return false;
}

/** Neither end of [from, to) runs on into a longer word or id. A full stop or colon at the end of a phrase does not join. */
function standsAlone(text: string, from: number, to: number): boolean {
  const after = text.slice(to).replace(/^[.:](?=\s|$)/, '');
  return !JOINS.test(text.charAt(from - 1)) && !JOINS.test(after.charAt(0));
}

/** What the daily loop is told: whom the errors of an accepted request name was refused, and nobody else. */
export const forLoop = (result: SendResult): SendAnswer =>
  result.kind === 'partly_accepted'
    ? { kind: 'accepted', dispatchId: result.dispatchId, status: result.status, refused: result.rejected }
    : result;
