import { Link } from '@tanstack/react-router';
import { Figure } from '../../charts/figure.tsx';
import { day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import type { HistoryRow } from './decision-view.ts';

interface Props {
  readonly agent: string;
  readonly history: readonly HistoryRow[];
}

export function History({ agent, history }: Props) {
  return (
    <Figure
      {...{ title: text('history'), note: text('historyNote'), name: `${agent}-customer`, isTable: true }}
      table={{
        columns: [text('day'), text('homeAgent'), text('historyGot'), text('historySent'), text('historyAfter')],
        rows: history.map((row) => [row.day, row.agent, row.got, row.sent, row.after]),
      }}
    >
      <table className="rows">
        <thead>
          <tr>
            {[text('day'), text('homeAgent'), text('historyGot'), text('historySent'), text('historyAfter')].map(
              (title) => (
                <th scope="col" key={title}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {history.map((row) => (
            <tr key={`${row.day} ${row.agent}`}>
              <th scope="row">
                <Link to="/agents/$agent/decisions" params={{ agent: row.agent }} search={{ day: row.day }}>
                  {day(row.day)}
                </Link>
              </th>
              <td data-l={text('homeAgent')}>{row.agent}</td>
              <td data-l={text('historyGot')}>{row.got}</td>
              <td data-l={text('historySent')}>{row.sent}</td>
              <td data-l={text('historyAfter')}>{row.after}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Figure>
  );
}
