import type { GroupRow, Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { GroupLine } from '../../charts/trend-chart.tsx';
import { count, money, per1000, share } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { capital, text } from '../../texts/text.ts';

export function GroupsTable({ report }: { readonly report: Report }) {
  return (
    <TableFigure
      {...{ title: text('groups'), note: text('groupsNote'), name: `${report.agent}-groups` }}
      rows={report.groups.filter(({ enrolled, plannedShare }) => enrolled > 0 || plannedShare > 0)}
      columns={[
        {
          title: text('group'),
          raw: ({ group }) => groupName(group),
          shown: ({ group }) => (
            <>
              <GroupLine group={group} /> {groupName(group)}
            </>
          ),
        },
        ...columnsOf(report),
      ]}
      caption={report.epochs.length > 1 ? text('mixedEpochs') : undefined}
    />
  );
}

function columnsOf({ metric: { label, currency } }: Report): Column<GroupRow>[] {
  const ofOutcome = (pick: (outcome: NonNullable<GroupRow['outcome']>) => number) => (row: GroupRow) =>
    row.outcome === null ? null : pick(row.outcome);
  const column = (
    title: string,
    raw: (row: GroupRow) => number | null,
    show: (value: number) => string,
  ): Column<GroupRow> => ({
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
