import type { Report } from '@fitly/contract/api';
import { text } from '../../texts/text.ts';

/** For a rehearsal: what was recorded, and what was made up. Nothing for the real thing. */
export function Notes({ notes: { real, planted } }: { readonly notes: Report['notes'] }) {
  if (real.length + planted.length === 0) return null;
  return (
    <div>
      <h2 className="spaced">{text('realPlanted')}</h2>
      <dl className="how">
        {[
          ...real.map((words) => ({ term: text('real'), words })),
          ...planted.map((words) => ({ term: text('planted'), words })),
        ].map(({ term, words }) => (
          <div key={words}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
