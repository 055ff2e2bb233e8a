/** Limits on what is read at all: a file that a person wrote stays far below, a file made to exhaust memory does not. */
export const MAX_FILE_BYTES = 1_000_000;
/** Nodes that aliases may stand for in total, counted as the `yaml` library does. */
export const MAX_ALIAS_COUNT = 100;
/** Keys that would reach into JavaScript's own objects. */
export const REFUSED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
