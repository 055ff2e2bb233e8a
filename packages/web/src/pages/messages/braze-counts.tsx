import type { Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { day, signedCount } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

const SHOWN_DAYS = 7;

type Row = NonNullable<Report['brazeCounts']>['rows'][number];

/** What was handed over beside what Braze counts, by day and campaign; nothing where nothing is handed to Braze. */
export function BrazeCounts({ report: { agent, brazeCounts, asOfDay } }: { readonly report: Report }) {
  if (brazeCounts === null) return null;
  const { rows, summary, timeZone } = brazeCounts;
  const days = [...new Set(rows.map((row) => row.day))].slice(0, SHOWN_DAYS);
  const shown = rows.filter((row) => days.includes(row.day));
  const off = rows.filter(({ state }) => state !== 'as_expected' && state !== 'not_compared');
  const notCompared = [...new Set(shown.flatMap(({ state, says }) => (state === 'not_compared' ? [says] : [])))];
  const on = ({ day: of, name }: Row): string => `${day(of, asOfDay.slice(0, 4))} · ${name}`;
  const counted = (title: string, raw: (row: Row) => number | null): Column<Row> => ({ title, raw });
  return (
    <section className="part rule">
      <TableFigure
        {...{ title: text('brazeBeside'), name: `${agent}-braze-counts`, rows: shown }}
        note={text('brazeBesideNote', { zone: timeZone })}
        keyOf={({ day: of, target }) => `${of} ${target}`}
        columns={[
          { title: text('dayAndCampaign'), raw: on },
          counted(text('planned'), ({ ours }) => ours.planned),
          counted(text('accepted'), ({ ours }) => ours.accepted),
          counted(text('inDoubt'), ({ ours }) => ours.inDoubt),
          counted(text('notSent'), ({ ours }) => ours.notSent),
          counted(text('brazeCounted'), ({ compared, shown: braze }) => compared?.braze ?? braze.sent),
          counted(text('stage_delivered'), ({ shown: braze }) => braze.delivered),
          counted(text('stage_opened'), ({ shown: braze }) => braze.opened),
          counted(text('stage_clicked'), ({ shown: braze }) => braze.clicked),
          counted(text('stage_unsubscribed'), ({ shown: braze }) => braze.unsubscribed),
          {
            title: text('difference'),
            raw: ({ compared }) => compared?.difference ?? null,
            shown: ({ compared }) => (compared === null ? text('none') : signedCount(compared.difference)),
          },
        ]}
        folded={{ summary: text('newestDays', { days: days.length }), open: off.length > 0 }}
        caption={notCompared.length === 0 ? undefined : text('notCompared', { reasons: notCompared.join('; ') })}
      >
        <p className="sub above">{summary}.</p>
        {off.map((row) => (
          <p className="ban above" key={`${row.day} ${row.target}`}>
            {on(row)}: {row.says}
          </p>
        ))}
      </TableFigure>
    </section>
  );
}
