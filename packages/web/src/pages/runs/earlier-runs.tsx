import type { Report } from '@fitly/contract/api';
import { Link } from '@tanstack/react-router';
import { Figure } from '../../charts/figure.tsx';
import type { ListedRun } from '../../client/types.ts';
import { count, day as dayWords } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { tookOf } from './runs-view.ts';

interface Props {
  readonly agent: string;
  readonly runs: readonly ListedRun[];
  readonly outbound: Report['outbound'];
  /** That the page shows. */
  readonly day: string;
}

const MOST = 14;

export function EarlierRuns({ agent, runs, outbound, day }: Props) {
  const byDay = new Map(outbound.map((each) => [each.day as string, each]));
  const rows = runs.slice(0, MOST).map((run) => ({ run, sent: byDay.get(run.day) }));
  const number = (value: number | undefined): string => (value === undefined ? text('none') : count(value));
  return (
    <Figure
      {...{ title: text('earlier'), note: text('earlierNote'), name: `${agent}-runs`, isTable: true }}
      table={{
        columns: [
          text('day'),
          text('state'),
          text('took'),
          text('decided'),
          text('accepted'),
          text('notSent'),
          text('inDoubt'),
        ],
        rows: rows.map(({ run, sent }) => [
          ...[run.day, run.status, tookOf(run)],
          ...[sent?.chosen ?? null, sent?.accepted ?? null, sent?.notSent ?? null, sent?.inDoubt ?? null],
        ]),
      }}
    >
      <div className="scroll">
        <table className="rows">
          <thead>
            <tr>
              <th scope="col">{text('day')}</th>
              <th scope="col">{text('state')}</th>
              {[text('took'), text('decided'), text('accepted'), text('notSent'), text('inDoubt')].map((title) => (
                <th scope="col" className="r" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ run, sent }) => (
              <tr key={run.day} className={run.day === day ? 'shown' : undefined}>
                <th scope="row">
                  <Link to="/agents/$agent/runs" params={{ agent }} search={{ day: run.day }}>
                    {dayWords(run.day)}
                  </Link>
                </th>
                <td data-l={text('state')}>{text(run.status === 'done' ? 'done' : 'goesOn')}</td>
                <td data-l={text('took')} className="r">
                  {tookOf(run) ?? text('none')}
                </td>
                <td data-l={text('decided')} className="r">
                  {number(sent?.chosen)}
                </td>
                <td data-l={text('accepted')} className="r">
                  {number(sent?.accepted)}
                </td>
                <td data-l={text('notSent')} className="r">
                  {number(sent?.notSent)}
                </td>
                <td data-l={text('inDoubt')} className="r">
                  {number(sent?.inDoubt)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}
