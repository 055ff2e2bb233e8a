import type { Report } from '@fitly/contract/api';
import { type Column, TableFigure } from '../../charts/table-figure.tsx';
import { day, share } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';
import { type StageRow, stageRows } from './messages-view.ts';

/** From the audience to what followed, with reasons; nothing where ends were not counted. */
export function WayOut({ report: { agent, funnel, runs, asOfDay } }: { readonly report: Report }) {
  if (funnel === null) return null;
  const rows = stageRows(funnel, runs.sendsByFile === true);
  const from = funnel.brazeFrom;
  const braze: Column<StageRow>[] = rows.every((row) => row.braze === null)
    ? []
    : [
        {
          title:
            from === null ? text('brazeCounted') : text('brazeCountedSince', { day: day(from, asOfDay.slice(0, 4)) }),
          raw: (row) => row.braze,
        },
      ];
  return (
    <section className="part rule">
      <TableFigure
        {...{ title: text('wayOut'), note: text('wayOutNote'), name: `${agent}-way-out`, rows }}
        columns={[
          { title: text('stage'), raw: ({ label }) => label, shown: (row) => <StageName row={row} /> },
          ...funnel.groups.map(
            (group): Column<StageRow> => ({ title: groupName(group), raw: (row) => row.groups[group] ?? null }),
          ),
          { title: text('all'), raw: (row) => row.all },
          {
            title: text('ofStageBefore'),
            raw: (row) => row.share,
            shown: (row) => (row.share === null ? text('none') : share(row.share)),
          },
          ...braze,
          {
            title: text('lostOnTheWay'),
            raw: ({ lost }) => lost,
            shown: ({ lost }) => lost || text('none'),
            isText: true,
          },
        ]}
        caption={text('wayOutHow')}
      />
    </section>
  );
}

function StageName({ row: { label, bars } }: { readonly row: StageRow }) {
  return (
    <>
      {label}
      {bars.length > 0 && (
        <span className="stage-bar" aria-hidden="true">
          {bars.map(({ group, share: width }) => (
            <i key={group} className={`b-${group}`} style={{ width: `${width * 100}%` }} />
          ))}
        </span>
      )}
    </>
  );
}
