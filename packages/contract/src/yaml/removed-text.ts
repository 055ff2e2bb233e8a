/** Takes an entry out of a list or block by leaving out its lines, or its characters in a list or block of one line. */
import { isSeq } from 'yaml';
import { endOf, type Item, isFlow, itemsOf, lineBelow, lineStart, type Place, positionIn, startOf } from './nodes.ts';
import { replacedTexts } from './replaced-text.ts';

/** Texts without the entry, the nicest first. Not every one of them reads back as meant. `holder`: the entry that the list or block is the value of. */
export function* removedTexts(
  text: string,
  { parent }: Place,
  key: string | number,
  holder: Item | null,
): Generator<string> {
  const items = itemsOf(parent);
  const at = positionIn(parent, key);
  const own = items[at];
  if (own === undefined) return;
  if (items.length === 1) {
    if (holder !== null) yield* replacedTexts(text, holder, isSeq(parent) ? [] : {});
    return;
  }
  const [start, end] = [startOf(own), endOf(own)];
  if (start === null || end === null) return;
  const next = items[at + 1] === undefined ? null : startOf(items[at + 1]!);
  const previous = items[at - 1] === undefined ? null : endOf(items[at - 1]!);
  const [from, below] = [lineStart(text, start), lineBelow(text, end)];
  const before = text.slice(from, start).trim();
  if (isFlow(parent)) {
    if (before === '' && /^[ \t]*,?[ \t]*(?:#.*)?\n$/.test(text.slice(end, below)))
      yield text.slice(0, from) + text.slice(below);
  } else {
    if (before === (isSeq(parent) ? '-' : '')) yield text.slice(0, from) + text.slice(below);
    // The first of a block behind a dash: what stands below moves up, with the comments between.
    yield text.slice(0, start) + text.slice(below).trimStart();
  }
  // Up to the next one where there is one, else from the one before.
  if (next !== null) yield text.slice(0, start) + text.slice(next);
  else if (previous !== null) yield text.slice(0, previous) + text.slice(end);
}
