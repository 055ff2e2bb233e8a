import type { Group, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { TrendChart, type TrendLine } from '../../charts/trend-chart.tsx';
import { day } from '../../numbers/format.ts';
import { groupName } from '../../parts/comparison-words.ts';
import { Pick } from '../../parts/pick.tsx';
import { segmentName } from '../../parts/segment-name.ts';
import type { PerformanceSearch } from '../../searches.ts';
import { capital, text } from '../../texts/text.ts';
import { shownKpi } from './kpi-view.ts';

interface Props {
  readonly report: Report;
  readonly performance: NonNullable<Report['performance']>;
  readonly search: PerformanceSearch;
  readonly change: (changed: PerformanceSearch) => void;
}

const ROLLS = { daily: 'roll1', last7: 'roll7', last30: 'roll30' } as const;
const GROUPS: readonly Group[] = ['agent', 'random_control', 'business_as_usual', 'holdout'];

export function Trend({ report, performance: { kpis, segment }, search, change }: Props) {
  const kpi = kpis.find(({ id }) => id === search.kpi) ?? kpis[0];
  if (kpi === undefined) return null;
  const { roll = 'last7' } = search;
  const { provisional } = report;
  const days = kpi.trend.map((point) => point.day);
  const lines: TrendLine[] = GROUPS.filter((group) => kpi.trend.some(({ groups }) => groups[group] !== undefined)).map(
    (group) => ({
      group,
      name: groupName(group),
      values: kpi.trend.map(({ groups }) => groups[group]?.[roll] ?? null),
    }),
  );
  const shown = shownKpi(kpi, report.metric);
  const title = capital(shown.title);
  return (
    <Figure
      title={title}
      note={
        segment === null
          ? text('trendNote', { roll: text(ROLLS[roll]) })
          : text('trendNoteOf', { segment: segmentName(segment), roll: text(ROLLS[roll]) })
      }
      name={`${report.agent}-${kpi.id}`}
      table={{
        columns: [text('day'), ...lines.map(({ name }) => name)],
        rows: days.map((on, at) => [on, ...lines.map(({ values }) => values[at] ?? null)]),
      }}
      controls={
        <div className="controls tight">
          <Pick
            label={text('kpi')}
            value={kpi.id}
            options={kpis.map((each) => ({ value: each.id, words: capital(shownKpi(each, report.metric).title) }))}
            onPick={(id) => change({ kpi: id })}
          />
          <Pick
            label={text('roll')}
            value={roll}
            options={(['daily', 'last7', 'last30'] as const).map((each) => ({
              value: each,
              words: capital(text(ROLLS[each])),
            }))}
            onPick={(each) => change({ roll: each })}
          />
        </div>
      }
      caption={
        provisional === null
          ? text('trendCaption')
          : `${text('trendCaption')} ${text('provisionalCaption', { says: provisional.says })}`
      }
    >
      <TrendChart
        {...{ days, lines }}
        openFrom={kpi.trend.find((point) => point.provisional)?.day ?? null}
        format={shown.show}
        sayDay={(on) => day(on)}
        label={text('trendLabel', {
          label: title,
          from: day(days[0] ?? report.asOfDay),
          to: day(days.at(-1) ?? report.asOfDay),
        })}
        cursorLabel={text('dayOf', { title })}
      />
    </Figure>
  );
}
