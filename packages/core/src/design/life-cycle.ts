/**
 * The life of an agent, as a state machine:
 *
 *     draft ──start──▶ running ──pause──▶ paused
 *                         │  ◀──resume──    │
 *                         └──stop─▶ stopped ◀─stop─┘
 *
 * A draft is a file that was never started. `stopped` is final: what was learned and measured stays, nothing is decided
 * any more.
 */
import { FitlyError } from '../errors.ts';

export const LIFE_STATES = ['draft', 'running', 'paused', 'stopped'] as const;
export type LifeState = (typeof LIFE_STATES)[number];

export const LIFE_MOVES = ['start', 'pause', 'resume', 'stop'] as const;
export type LifeMove = (typeof LIFE_MOVES)[number];

const MOVES: Readonly<Record<LifeMove, { readonly from: readonly LifeState[]; readonly to: LifeState }>> = {
  start: { from: ['draft'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
};

/** What may be asked of an agent in this state, in the order of `LIFE_MOVES`; empty when its state is final. */
export const allowedMoves = (state: LifeState): LifeMove[] =>
  LIFE_MOVES.filter((move) => MOVES[move].from.includes(state));

/** Only a running agent makes decisions; in every other state nobody is due. */
export const decidesIn = (state: LifeState): boolean => state === 'running';

/**
 * The state after the move. Throws `agent_state_invalid`, which says in which state the agent is, what was asked and
 * what is allowed. `next` names the command without its folder.
 */
export function movedTo(name: string, state: LifeState, move: LifeMove): LifeState {
  if (MOVES[move].from.includes(state)) return MOVES[move].to;
  const allowed = allowedMoves(state);
  const isNow = `the agent "${name}" is ${inWords(state)}, so it cannot ${move}`;
  throw new FitlyError(
    'agent_state_invalid',
    `${isNow}; ${allowed.length === 0 ? 'nothing is allowed any more' : `allowed: ${allowed.join(', ')}`}`,
    { next: nextAfter(name, state, allowed), fields: { agent: name, state, asked: move, allowed: allowed.join(' ') } },
  );
}

/** `a draft`, `running`, `paused`, `stopped`. */
export const inWords = (state: LifeState): string => (state === 'draft' ? 'a draft' : state);

function nextAfter(name: string, state: LifeState, allowed: readonly LifeMove[]): string {
  if (state === 'stopped') return 'copy its file to an agent with a new name and start that one';
  return `use ${allowed.map((move) => `fitly agent ${move} ${name}`).join(' or ')}`;
}
