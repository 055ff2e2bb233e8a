import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { groupPhrase } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';
import { planningRows } from './planning-view.ts';

/** Power and the smallest effect of each primary comparison. */
export const Planning = ({ report }: { readonly report: Report }) =>
  report.planning.map((plan) => {
    const rows = planningRows(plan);
    const columns = [text('planWhat'), text('planDaily'), text('planOnce')];
    return (
      <Figure
        key={plan.id}
        title={text('planTitle', { control: groupPhrase(plan.control) })}
        {...{ note: text('planNote'), name: `${report.agent}-${plan.id}-planning`, isTable: true }}
        table={{ columns, rows: rows.map(({ what, daily, once }) => [what, daily, once]) }}
        caption={plan.says.join(' ')}
      >
        <div className="scroll">
          <table className="rows">
            <thead>
              <tr>
                {columns.map((column, at) => (
                  <th scope="col" className={at === 0 ? undefined : 'r'} key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ what, daily, once }) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td className="r" data-l={columns[1]}>
                    {daily}
                  </td>
                  <td className="r" data-l={columns[2]}>
                    {once}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Figure>
    );
  });
