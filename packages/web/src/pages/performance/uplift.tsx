import type { Contrast, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { UpliftChart, type UpliftPoint } from '../../charts/uplift-chart.tsx';
import { day, percent, share, signedFigure, signedPer1000 } from '../../numbers/format.ts';
import { figuresInWords, groupName, groupPhrase, shownInterval } from '../../parts/comparison-words.ts';
import { Pick } from '../../parts/pick.tsx';
import type { PerformanceSearch } from '../../searches.ts';
import { capital, text } from '../../texts/text.ts';
import { chosenContrast } from './performance-view.ts';

interface Props {
  readonly report: Report;
  readonly contrasts: readonly Contrast[];
  readonly search: PerformanceSearch;
  readonly change: (changed: PerformanceSearch) => void;
}

export function Uplift({ report, contrasts, search, change }: Props) {
  const contrast = chosenContrast(contrasts, search);
  const ofAgent = contrasts.filter(({ treated }) => treated === 'agent');
  const isRelative = shownInterval(contrast, report.metric)?.isRelative ?? true;
  const points = pointsOf(contrast, isRelative);
  const format = isRelative
    ? (value: number) => percent(value)
    : report.metric.currency === null
      ? signedPer1000
      : signedFigure;
  const says = ({ day: on, estimate, low, high }: UpliftPoint): string =>
    `${day(on)}: ${text('interval', { estimate: format(estimate), low: format(low), high: format(high) })}`;
  const title = text('upliftAgainst', { control: groupPhrase(contrast.control) });
  const { provisional } = report;
  const band = text('upliftBand', { level: share(1 - contrast.alpha, 0), note: report.readingNote });
  const open = provisional !== null && points.some((each) => each.day >= provisional.from) ? provisional : null;
  const years = report.asOfDay.slice(0, 4);
  return (
    <Figure
      title={title}
      note={text('upliftNote', { metric: report.metric.label })}
      name={`${report.agent}-uplift-${contrast.control}`}
      howHref="#how"
      table={{
        columns: [text('day'), text('estimate'), text('low'), text('high')],
        rows: points.map((each) => [each.day, each.estimate, each.low, each.high]),
      }}
      controls={
        ofAgent.length > 1 && (
          <div className="controls tight">
            <Pick
              label={text('against')}
              value={contrast.control}
              options={ofAgent.map(({ control }) => ({ value: control, words: capital(groupName(control)) }))}
              onPick={(control) => control !== 'agent' && change({ against: control })}
            />
          </div>
        )
      }
      caption={open === null ? band : `${band} ${text('provisionalCaption', { says: open.says })}`}
    >
      <UpliftChart
        {...{ points, format, says }}
        openFrom={open?.from ?? null}
        tick={
          isRelative
            ? (value) => (value === 0 ? '0' : percent(value, 0))
            : (value) => (value === 0 ? '0' : format(value))
        }
        since={sinceOf(contrast, years)}
        events={report.timeline
          .filter(({ kind }) => kind !== 'system')
          .map((each) => ({ day: each.day, label: each.label }))}
        label={text('upliftEnds', {
          ...{ title: contrast.title, says: figuresInWords(contrast, report.metric) },
          ...{
            from: day(points[0]?.day ?? report.asOfDay, years),
            to: day(points.at(-1)?.day ?? report.asOfDay, years),
          },
        })}
        cursorLabel={text('dayOf', { title })}
      />
    </Figure>
  );
}

function pointsOf({ series }: Contrast, isRelative: boolean): UpliftPoint[] {
  return series.flatMap((each) => {
    const interval = isRelative ? each.relative : each.absolute;
    return interval === null
      ? []
      : [{ day: each.day, estimate: interval.estimate, low: interval.low, high: interval.high }];
  });
}

function sinceOf({ since, verdict }: Contrast, year: string) {
  if (since === null) return null;
  return {
    day: since,
    title: text('shownSince', { day: day(since, year) }),
    words: text(verdict === 'worse' ? 'shownBelow' : 'shownAbove'),
  };
}
