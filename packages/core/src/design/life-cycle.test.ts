import { describe, expect, test } from 'vitest';
import { FitlyError } from '../errors.ts';
import {
  allowedMoves,
  decidesIn,
  LIFE_MOVES,
  LIFE_STATES,
  type LifeMove,
  type LifeState,
  movedTo,
} from './life-cycle.ts';

/** Every state with every move: where it leads, or null where it is refused. */
const TABLE: readonly (readonly [LifeState, LifeMove, LifeState | null])[] = [
  ['draft', 'start', 'running'],
  ['draft', 'pause', null],
  ['draft', 'resume', null],
  ['draft', 'stop', null],
  ['running', 'start', null],
  ['running', 'pause', 'paused'],
  ['running', 'resume', null],
  ['running', 'stop', 'stopped'],
  ['paused', 'start', null],
  ['paused', 'pause', null],
  ['paused', 'resume', 'running'],
  ['paused', 'stop', 'stopped'],
  ['stopped', 'start', null],
  ['stopped', 'pause', null],
  ['stopped', 'resume', null],
  ['stopped', 'stop', null],
];

function refusal(state: LifeState, move: LifeMove): FitlyError {
  try {
    movedTo('winback', state, move);
  } catch (error) {
    if (error instanceof FitlyError) return error;
  }
  throw new Error(`${move} of an agent that is ${state} was not refused`);
}

describe('the life of an agent', () => {
  test('the table holds every state with every move', () =>
    expect(TABLE).toHaveLength(LIFE_STATES.length * LIFE_MOVES.length));

  test.each(TABLE.filter(([, , to]) => to !== null))('%s: %s leads to %s', (state, move, to) =>
    expect(movedTo('winback', state, move)).toBe(to),
  );

  test.each(TABLE.filter(([, , to]) => to === null))('%s: %s is refused with what is allowed', (state, move) => {
    const { code, exitCode, message, next } = refusal(state, move);
    expect([code, exitCode]).toEqual(['agent_state_invalid', 3]);
    expect(message).toContain(state);
    expect(message).toContain(`cannot ${move}`);
    for (const allowed of allowedMoves(state)) {
      expect(message).toContain(allowed);
      expect(next).toContain(`fitly agent ${allowed} winback`);
    }
  });

  test('only a running agent decides, and a stopped one stays stopped', () => {
    expect(LIFE_STATES.filter(decidesIn)).toEqual(['running']);
    expect(allowedMoves('stopped')).toEqual([]);
    expect(refusal('stopped', 'resume').next).toContain('new name');
  });
});
