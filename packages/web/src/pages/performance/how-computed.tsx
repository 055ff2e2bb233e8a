import type { Contrast } from '@fitly/contract/api';
import { text } from '../../texts/text.ts';

/** Each comparison, one line a term, spelled out so that it can be checked by hand. */
export function HowComputed({ contrasts }: { readonly contrasts: readonly Contrast[] }) {
  return (
    <>
      <h2 className="spaced">{text('howAll')}</h2>
      {contrasts.map(({ id, title, computed, reason }, at) => (
        <details key={id} open={at === 0}>
          <summary>{title}</summary>
          <dl className="how">
            {computed.map(({ term, text: words }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{words}</dd>
              </div>
            ))}
            {computed.length === 0 && (
              <div>
                <dt>{text('withheld')}</dt>
                <dd>{reason}</dd>
              </div>
            )}
          </dl>
        </details>
      ))}
    </>
  );
}
