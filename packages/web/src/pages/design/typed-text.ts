/** A text field of the browser ends every line with `\n`, whatever ends stand in the text that it shows. */
import { lineEndOf } from '@fitly/contract/yaml';

/** As a text field shows it. */
export const asShown = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** The text after its field has come to hold `typed`: what was not typed keeps its line ends. */
export function withTyped(text: string, typed: string): string {
  const shown = asShown(text);
  const most = Math.min(shown.length, typed.length);
  let begin = 0;
  while (begin < most && shown[begin] === typed[begin]) begin++;
  let behind = 0;
  while (behind < most - begin && shown.at(-1 - behind) === typed.at(-1 - behind)) behind++;
  const own = typed.slice(begin, typed.length - behind).replaceAll('\n', lineEndOf(text));
  return text.slice(0, placeIn(text, begin)) + own + text.slice(placeIn(text, shown.length - behind));
}

/** Where the character stands in the text that is at `shownAt` of what is shown. */
function placeIn(text: string, shownAt: number): number {
  let at = 0;
  for (let shown = 0; shown < shownAt; shown++) at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
  return at;
}
