import type { Report } from '@fitly/contract/api';
import { TableFigure } from '../../charts/table-figure.tsx';
import { text } from '../../texts/text.ts';
import { explorationView } from './exploration-view.ts';

/** What exploring cost, what learning brought and which choice matters; nothing where nothing is noted. */
export function Exploration({ report: { agent, exploration } }: { readonly report: Report }) {
  if (exploration === null) return null;
  const view = explorationView(exploration);
  if (view === null) {
    return (
      <section className="part rule">
        <h2>{text('exploring')}</h2>
        <p className="sub">{exploration.missing}</p>
      </section>
    );
  }
  const { ledger, importance, lately, per } = view;
  return (
    <section className="part cols c2 rule">
      <TableFigure
        {...{ title: text('exploring'), note: per, name: `${agent}-exploring`, rows: ledger }}
        columns={[
          { title: text('believed'), raw: ({ what }) => what },
          { title: text('lastDays', { days: lately }), raw: (row) => row.lately, shown: ({ shown }) => shown },
          { title: text('inAll'), raw: ({ inAll }) => inAll },
        ]}
        caption={[exploration.missing, exploration.note].filter(Boolean).join(' ')}
      />
      <TableFigure
        {...{ title: text('whichMatters'), note: per, name: `${agent}-which-choice-matters`, rows: importance }}
        columns={[
          { title: text('dimension'), raw: ({ dimension }) => dimension },
          { title: text('bestAgainstLot'), raw: ({ worth }) => worth, shown: ({ shown }) => shown },
        ]}
        caption={text('whichMattersHow')}
      />
    </section>
  );
}
