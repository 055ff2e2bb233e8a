import { Link } from '@tanstack/react-router';
import { CheckIcon } from '../../shell/icons.tsx';
import { text } from '../../texts/text.ts';
import type { Need } from './home-view.ts';

const PAGES = {
  performance: { to: '/agents/$agent/performance', words: text('tabPerformance') },
  runs: { to: '/agents/$agent/runs', words: text('tabRuns') },
} as const;

export function NeedsYou({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <div>
      <h2>{text('needsYou')}</h2>
      <ul className="need">
        {needs.map(({ title, why, isUrgent, page }) => (
          <li key={`${title} ${why}`}>
            <CheckIcon state={isUrgent ? 'failed' : 'noted'} label={text(isUrgent ? 'checkFailed' : 'checkNoted')} />
            <div>
              <h3>{title}</h3>
              <p className="note">{why}</p>
            </div>
            {page !== null && (
              <Link className="btn" to={PAGES[page.to].to} params={{ agent: page.agent }}>
                {text('open', { page: PAGES[page.to].words })}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
