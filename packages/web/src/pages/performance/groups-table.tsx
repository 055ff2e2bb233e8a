import type { GroupRow, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { GroupLine } from '../../charts/trend-chart.tsx';
import { count, money, per1000, share } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { capital, text } from '../../texts/text.ts';

interface Column {
  readonly title: string;
  readonly shown: (row: GroupRow) => string;
  readonly raw: (row: GroupRow) => number | null;
}

export function GroupsTable({ report }: { readonly report: Report }) {
  const rows = report.groups.filter(({ enrolled, plannedShare }) => enrolled > 0 || plannedShare > 0);
  const columns = columnsOf(report);
  return (
    <Figure
      {...{ title: text('groups'), note: text('groupsNote'), name: `${report.agent}-groups`, isTable: true }}
      table={{
        columns: [text('group'), ...columns.map(({ title }) => title)],
        rows: rows.map((row) => [groupName(row.group), ...columns.map(({ raw }) => raw(row))]),
      }}
    >
      <div className="scroll">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{text('group')}</th>
              {columns.map(({ title }) => (
                <th scope="col" className="r" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.group}>
                <th scope="row">
                  <GroupLine group={row.group} /> {groupName(row.group)}
                </th>
                {columns.map(({ title, shown }) => (
                  <td className="r" data-l={title} key={title}>
                    {shown(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}

function columnsOf({ metric: { label, currency } }: Report): Column[] {
  const ofOutcome = (pick: (outcome: NonNullable<GroupRow['outcome']>) => number) => (row: GroupRow) =>
    row.outcome === null ? null : pick(row.outcome);
  const column = (title: string, raw: Column['raw'], show: (value: number) => string): Column => ({
    ...{ title: capital(title), raw },
    shown: (row) => {
      const value = raw(row);
      return value === null ? text('unknown') : show(value);
    },
  });
  const amount = (value: number): string => (currency === null ? count(value) : money(value, currency));
  return [
    column(
      text('planned'),
      ({ plannedShare }) => plannedShare,
      (value) => share(value),
    ),
    column(text('customers'), ({ enrolled }) => enrolled, count),
    column(text('messages'), ({ sends }) => sends.accepted, count),
    column(
      text('converters', { metric: label }),
      ofOutcome(({ converters }) => converters),
      count,
    ),
    column(
      text('total', { metric: label }),
      ofOutcome(({ total }) => total),
      amount,
    ),
    currency === null
      ? column(
          text('per1000', { metric: label }),
          ofOutcome(({ mean }) => mean),
          per1000,
        )
      : column(
          text('perCustomer', { metric: label }),
          ofOutcome(({ mean }) => mean),
          amount,
        ),
  ];
}
