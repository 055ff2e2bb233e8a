import type { Report } from '@fitly/contract/api';
import { count } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

/** What Braze has not answered for: half filled, since it is neither. */
export function InDoubt({ outbound }: { readonly outbound: Report['outbound'] }) {
  const doubts = outbound.reduce((sum, { inDoubt }) => sum + inDoubt, 0);
  return (
    <div>
      <div className="head">
        <h2>
          {text('inDoubt')}: {count(doubts)}
        </h2>
      </div>
      <div className="doubt">
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
          <circle
            cx="10"
            cy="10"
            r="8"
            fill="none"
            stroke={doubts > 0 ? 'var(--warn)' : 'var(--line-strong)'}
            strokeWidth="1.6"
          />
          {doubts > 0 && <path d="M10 2a8 8 0 000 16z" fill="var(--warn)" />}
        </svg>
        <p className="note">
          {doubts > 0 ? text('inDoubtSome', { count: count(doubts) }) : text('inDoubtNone', { days: outbound.length })}
        </p>
      </div>
    </div>
  );
}
