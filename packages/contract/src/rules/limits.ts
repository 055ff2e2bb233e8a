/** Limits on an expression: what a person writes stays far below, a text made to exhaust time or memory does not. */
export const LONGEST_EXPRESSION = 4000;
/** Brackets inside brackets. */
export const DEEPEST_NESTING = 50;
export const LONGEST_LIST = 500;
/** Names, values and operators together. */
export const MOST_PARTS = 1000;
export const LONGEST_PATTERN = 200;
/** States of a pattern's automaton after `{n,m}` was written out. */
export const MOST_PATTERN_STATES = 1000;
