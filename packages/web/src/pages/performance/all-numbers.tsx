import type { Report } from '@fitly/contract/api';
import { downloadText } from '../../charts/download-csv.ts';
import { count, day, dayWithYear } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

/** What the page is made of, and all of it as files, from which every figure can be recomputed. */
export function AllNumbers({ report }: { readonly report: Report }) {
  const { agent, asOfDay, runs } = report;
  const name = `${agent}-${asOfDay}`;
  // As large as a page, and wanted seldom.
  const saveCsv = async (): Promise<void> => {
    const { reportCsv } = await import('@fitly/contract/report-csv');
    downloadText(`${name}.csv`, 'text/csv', reportCsv(report));
  };
  return (
    <footer className="part rule foot">
      <span className="note">
        {text('asOf', {
          ...{ day: dayWithYear(asOfDay), from: day(runs.firstDay ?? asOfDay, asOfDay.slice(0, 4)) },
          ...{ runs: count(runs.daysDone), decisions: count(runs.decisions) },
        })}
      </span>
      <span className="links">
        <span className="note">{text('allNumbers')}</span>
        <button type="button" aria-label={text('allAsCsv')} onClick={() => void saveCsv()}>
          {text('csv')}
        </button>
        <button
          type="button"
          aria-label={text('allAsJson')}
          onClick={() => downloadText(`${name}.json`, 'application/json', JSON.stringify(report, null, 2))}
        >
          {text('json')}
        </button>
      </span>
    </footer>
  );
}
