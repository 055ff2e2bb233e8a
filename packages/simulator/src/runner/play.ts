/** Plays a policy in a world, in memory and without HTTP: who is due, what is chosen, what comes of it. */

import type { Instant } from '@fitly/core/terms';
import { nextLocalHour } from '@fitly/core/time';
import type { Value } from '../runtime/customer.ts';
import { DAY_MS } from '../runtime/fatigue.ts';
import { type Stream, streamOf, worldKey } from '../runtime/streams.ts';
import type { World } from '../runtime/world.ts';
import { type Action, actionsOf } from './actions.ts';
import { type Played, Score } from './score.ts';
import { createTruth, type Truth } from './truth.ts';

/** What a policy may know. */
export interface Player {
  readonly index: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

/** Probabilities of the actions, in the order of `actionsOf`. */
export type Policy = (player: Player, day: number) => ArrayLike<number>;

/** A decision whose days are over, for policies that learn. */
export interface PlayedDecision {
  readonly player: Player;
  readonly action: number;
  /** What the customer earned from this decision to the next, the cost of sending subtracted. */
  readonly reward: number;
  readonly exposureDays: number;
}

export interface PlayOptions {
  readonly policy: Policy;
  readonly days: number;
  /** Decides the draws of the policy; what customers do hangs on the world's seed. */
  readonly seed: string;
  /** Called before the decisions of each day with what has ended since the day before. */
  readonly learn?: (decisions: readonly PlayedDecision[], day: number) => void;
}

export function play(world: World, { policy, days, seed, learn }: PlayOptions): Played {
  const actions = actionsOf(world.spec);
  const table: Table = { world, actions, truth: createTruth(world, actions), sendAt: sendInstants(world) };
  const draw = streamOf(worldKey(world.spec.name, seed), 'choice');
  const seats = Array.from({ length: world.size }, (_, index) => seatOf(world, index));
  const score = new Score();
  for (let day = 0; day < days; day++) {
    const due = seats.filter((seat) => seat.dueOn <= day);
    const ended = due.flatMap((seat) => endedDecision(world, seat, day) ?? []);
    learn?.(ended, day);
    // Whoever left by doing what was wanted has ended a decision, too: else success would never be learned from.
    const members = due.filter(({ player }) => isMember(world, player.index, day));
    for (const seat of members) decide(table, seat, day, policy, draw, score);
  }
  const realised = seats.reduce((sum, { player }) => sum + earned(world, player.index, 0, days), 0) - score.spent;
  return score.played(realised / (world.size * days));
}

interface Table {
  readonly world: World;
  readonly actions: readonly Action[];
  readonly truth: Truth;
  readonly sendAt: (index: number, day: number, hour: number) => Instant;
}

/** Where a customer stands. Changes as the days go by. */
interface Seat {
  readonly player: Player;
  dueOn: number;
  last: { readonly action: number; readonly day: number; readonly cost: number } | null;
}

/** First decisions are spread over the first period. */
const seatOf = (world: World, index: number): Seat => ({
  player: { index, attributes: world.attributesOf(index) },
  dueOn: index % Math.ceil(world.spec.every),
  last: null,
});

function decide(
  { world, actions, truth, sendAt }: Table,
  seat: Seat,
  day: number,
  policy: Policy,
  draw: Stream,
  score: Score,
): void {
  const { index } = seat.player;
  const action = sample(policy(seat.player, day), draw(index, day));
  const { proposal, noSend } = actions[action]!;
  const at = sendAt(index, day, proposal.hour);
  const arrived = !noSend && world.receive(index, { ...proposal, at }) !== null;
  const cost = arrived ? world.costOf(index, { ...proposal, day }) : 0;
  score.add(actions, truth(index, day), action, cost);
  seat.last = { action, day, cost };
  seat.dueOn = day + Math.ceil(proposal.everyDays);
}

/** Whether a segment of the world still holds the customer; a world without segments keeps everybody. */
const isMember = ({ spec, startAt, inSegment }: World, index: number, day: number): boolean =>
  spec.segments.length === 0 || spec.segments.some(({ id }) => inSegment(id, index, startAt + day * DAY_MS));

/** Takes the decision off its seat. */
function endedDecision(world: World, seat: Seat, day: number): PlayedDecision | null {
  const { player, last } = seat;
  if (last === null) return null;
  seat.last = null;
  const reward = earned(world, player.index, last.day, day) - last.cost;
  return { player, action: last.action, reward, exposureDays: day - last.day };
}

const earned = ({ startAt, eventsOf }: World, index: number, fromDay: number, toDay: number): number =>
  eventsOf(index, startAt + fromDay * DAY_MS, startAt + toDay * DAY_MS).reduce((sum, { worth }) => sum + worth, 0);

/** The action at u of the distribution function; the last possible one where rounding leaves a gap. */
function sample(probabilities: ArrayLike<number>, u: number): number {
  let left = u;
  let possible = 0;
  for (let action = 0; action < probabilities.length; action++) {
    if (probabilities[action]! <= 0) continue;
    possible = action;
    left -= probabilities[action]!;
    if (left < 0) break;
  }
  return possible;
}

/** First time after the day began at which the local clock shows the hour; remembered per zone. */
function sendInstants(world: World): Table['sendAt'] {
  const known = new Map<string, Instant>();
  return (index, day, hour) => {
    const zone = world.timeZoneOf(index);
    const key = `${zone} ${day} ${hour}`;
    const at = known.get(key) ?? nextLocalHour(world.startAt + day * DAY_MS, hour, zone);
    known.set(key, at);
    return at;
  };
}
