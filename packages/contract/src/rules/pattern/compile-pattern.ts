import { MOST_PATTERN_STATES } from '../limits.ts';
import { type Pattern, PatternError, parsePattern } from './parse-pattern.ts';

/** A state of the automaton; `char` takes a character, the others take none. */
type State =
  | { readonly kind: 'char'; test(codePoint: number): boolean; readonly next: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'split'; next: number; readonly other: number };
const MATCHED = -1;

/**
 * Whether the pattern is found anywhere in a text. All states are followed at once, so that the time is at most states ×
 * characters: no pattern can be slow (Thompson, "Regular Expression Search Algorithm", CACM 11:6, 1968), whereas
 * JavaScript's own RegExp takes exponential time for some. Throws PatternError.
 */
export function compilePattern(source: string): (text: string) => boolean {
  const states: State[] = [];
  const first = addStates(parsePattern(source), MATCHED, states);
  return (text) => isFound(text, states, first);
}

/** Adds the states of a pattern that go on at `next`; returns where it begins. */
function addStates(pattern: Pattern, next: number, states: State[]): number {
  const add = (state: State): number => {
    if (states.length >= MOST_PATTERN_STATES) throw new PatternError('The pattern repeats too much', 0);
    return states.push(state) - 1;
  };
  switch (pattern.kind) {
    case 'empty':
      return next;
    case 'char':
      return add({ kind: 'char', test: pattern.test, next });
    case 'start':
    case 'end':
      return add({ kind: pattern.kind, next });
    case 'sequence':
      return pattern.parts.reduceRight((after, part) => addStates(part, after, states), next);
    case 'either':
      return pattern.parts
        .map((part) => addStates(part, next, states))
        .reduceRight((other, begin) => add({ kind: 'split', next: begin, other }));
    case 'repeat': {
      const { part, min, max } = pattern;
      let begin = next;
      if (max === Number.POSITIVE_INFINITY) {
        const loop: State = { kind: 'split', next, other: next };
        begin = add(loop);
        loop.next = addStates(part, begin, states);
      } else {
        for (let count = min; count < max; count++) {
          begin = add({ kind: 'split', next: addStates(part, begin, states), other: next });
        }
      }
      for (let count = 0; count < min; count++) begin = addStates(part, begin, states);
      return begin;
    }
  }
}

function isFound(text: string, states: readonly State[], first: number): boolean {
  /** The step at which a state was last entered: each is followed once per character. */
  const entered = new Int32Array(states.length).fill(-1);
  let waiting: number[] = [];
  let step = 0;
  let offset = 0;

  /** Follows what takes no character; true when the pattern is complete. */
  const enter = (state: number, into: number[]): boolean => {
    const open = [state];
    while (open.length > 0) {
      const current = open.pop()!;
      if (current === MATCHED) return true;
      if (entered[current] === step) continue;
      entered[current] = step;
      const reached = states[current]!;
      if (reached.kind === 'char') into.push(current);
      else if (reached.kind === 'split') open.push(reached.other, reached.next);
      else if (offset === (reached.kind === 'start' ? 0 : text.length)) open.push(reached.next);
    }
    return false;
  };

  if (enter(first, waiting)) return true;
  for (const char of text) {
    const codePoint = char.codePointAt(0)!;
    const going: number[] = [];
    step += 1;
    offset += char.length;
    for (const state of waiting) {
      const current = states[state]!;
      if (current.kind === 'char' && current.test(codePoint) && enter(current.next, going)) return true;
    }
    // Not anchored: the pattern may begin after any character.
    if (enter(first, going)) return true;
    waiting = going;
  }
  return false;
}
