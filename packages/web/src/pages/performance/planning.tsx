import type { Report } from '@fitly/contract/api';
import { TableFigure } from '../../charts/table-figure.tsx';
import { groupPhrase } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';
import { planningRows } from './planning-view.ts';

/** Power and the smallest effect of each primary comparison. */
export const Planning = ({ report }: { readonly report: Report }) =>
  report.planning.map((plan) => (
    <TableFigure
      key={plan.id}
      title={text('planTitle', { control: groupPhrase(plan.control) })}
      {...{ note: text('planNote'), name: `${report.agent}-${plan.id}-planning`, rows: planningRows(plan) }}
      columns={[
        { title: text('planWhat'), raw: ({ what }) => what },
        { title: text('planDaily'), raw: ({ daily }) => daily },
        { title: text('planOnce'), raw: ({ once }) => once },
      ]}
      caption={plan.says.join(' ')}
    />
  ));
