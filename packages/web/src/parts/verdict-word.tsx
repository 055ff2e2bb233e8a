import type { Verdict } from '@fitly/contract/api';
import { text } from '../texts/text.ts';

/** A verdict is always a word, never a colour alone. */
export function VerdictWord({ verdict }: { readonly verdict: Verdict }) {
  return <span className={`v-${verdict}`}>{text(verdict)}.</span>;
}
