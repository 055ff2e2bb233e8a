import type { Report } from '@fitly/contract/api';
import { TableFigure } from '../../charts/table-figure.tsx';
import { text } from '../../texts/text.ts';

/** Why something could not be chosen, most frequent first. */
export function Refusals({ report: { agent, refusals } }: { readonly report: Report }) {
  if (refusals.length === 0) return null;
  return (
    <section className="part rule">
      <TableFigure
        {...{ title: text('refusals'), note: text('refusalsNote'), name: `${agent}-refusals`, rows: refusals }}
        columns={[
          {
            title: text('reason'),
            raw: ({ reason }) => reason,
            shown: ({ reason }) => <span className="id">{reason}</span>,
          },
          { title: text('today'), raw: ({ today }) => today },
          { title: text('last14'), raw: ({ last14 }) => last14 },
        ]}
      />
    </section>
  );
}
