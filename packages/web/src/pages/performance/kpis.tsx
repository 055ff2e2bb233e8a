import type { Contrast, Report } from '@fitly/contract/api';
import { IntervalMark } from '../../charts/interval-mark.tsx';
import { day } from '../../numbers/format.ts';
import { figuresInWords, markOf, sharedDomain } from '../../parts/comparison-words.ts';
import { segmentName } from '../../parts/segment-name.ts';
import { VerdictWord } from '../../parts/verdict-word.tsx';
import { text } from '../../texts/text.ts';
import { type KpiCard, otherCards, successCard } from './kpi-view.ts';

interface Props {
  readonly report: Report;
  readonly primary: Contrast;
}

export function Kpis({ report, primary }: Props) {
  const segment = report.performance?.segment ?? null;
  const mark = markOf(primary, report.metric);
  const { unknown = [], excluded = [], shrunk = [] } = report.performance ?? {};
  const inWords = (days: readonly string[]): string =>
    days.map((each) => day(each, report.asOfDay.slice(0, 4))).join(', ');
  return (
    <>
      <div className="kpis">
        <article className="kpi">
          <Head card={successCard(report, primary)} role={text('successMetric')} />
          <IntervalMark {...mark} domain={sharedDomain([primary])} width={300} />
          <p className="w">
            <VerdictWord verdict={primary.verdict} /> {figuresInWords(primary, report.metric)}.{' '}
            {primary.outlook !== null && `${primary.outlook}.`}
          </p>
        </article>
        {otherCards(report, primary).map((card) => (
          <article className="kpi" key={card.id}>
            <Head card={card} />
            <p className="w">
              {segment === null ? text('descriptive') : text('descriptiveOf', { segment: segmentName(segment) })}
            </p>
          </article>
        ))}
      </div>
      {unknown.length > 0 && <p className="note">{text('noSource', { figures: unknown.join(', ') })}</p>}
      {excluded.length > 0 && <p className="note">{text('leftOut', { days: inWords(excluded) })}</p>}
      {shrunk.length > 0 && <p className="note">{text('leftOutErased', { days: inWords(shrunk) })}</p>}
    </>
  );
}

function Head({ card: { title, value, beside }, role }: { readonly card: KpiCard; readonly role?: string }) {
  return (
    <>
      <h2>
        {title} {role !== undefined && <span className="dim">{role}</span>}
      </h2>
      <p className="fig">
        {value} {beside !== null && <span>{text('versus', { value: beside })}</span>}
      </p>
    </>
  );
}
