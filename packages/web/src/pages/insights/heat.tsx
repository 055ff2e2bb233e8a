import type { Insights, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { GroupLine } from '../../charts/trend-chart.tsx';
import { day, share } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { type HeatRow, heatOf, shadeOf } from './insights-view.ts';

interface Props {
  readonly report: Report;
  readonly insights: Insights;
  readonly dimension: string;
}

/** Segment × option: a real table, with the figure in each cell and its shade in five steps. */
export function Heat({ report, insights, dimension }: Props) {
  const { options, rows, control } = heatOf(insights, dimension);
  const all = [...rows, ...(control === null ? [] : [control])];
  return (
    <Figure
      title={text('whoGetsWhat')}
      note={text('whoGetsWhatNote', { day: day(insights.maturedUpTo ?? report.asOfDay) })}
      {...{ name: `${report.agent}-${dimension}-segments`, isTable: true }}
      table={{
        columns: [text('segment'), ...options, text('decisionsCount')],
        rows: all.map(({ name, cells, decisions }) => [name, ...cells.map((cell) => cell.share), decisions]),
      }}
      caption={text('heatCaption')}
    >
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">{text('segment')}</th>
            {options.map((option) => (
              <th scope="col" className="c" key={option}>
                {option}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} />
          ))}
          {control !== null && <Row row={control} isControl />}
        </tbody>
      </table>
    </Figure>
  );
}

function Row({
  row: { name, isFirst, cells },
  isControl = false,
}: {
  readonly row: HeatRow;
  readonly isControl?: boolean;
}) {
  return (
    <tr className={isFirst ? 'gap' : undefined}>
      <th scope="row">
        {isControl && <GroupLine group="random_control" />} {name}
      </th>
      {cells.map(({ option, share: value }) => (
        <td key={option} className="c">
          <span className={isControl ? 'rc' : shadeOf(value)}>{value === null ? text('none') : share(value, 0)}</span>
        </td>
      ))}
    </tr>
  );
}
