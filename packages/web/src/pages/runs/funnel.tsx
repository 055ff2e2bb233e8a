import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { count, day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { funnelOf } from './runs-view.ts';

interface Props {
  readonly agent: string;
  readonly onDay: Report['outbound'][number];
}

/** Bars on one scale; what is lost has its reason and its count beside it. */
export function Funnel({ agent, onDay }: Props) {
  const bars = funnelOf(onDay);
  const most = Math.max(1, ...bars.map(({ customers }) => customers));
  return (
    <Figure
      {...{
        title: text('funnel'),
        note: text('funnelNote', { day: day(onDay.day) }),
        name: `${agent}-${onDay.day}-funnel`,
      }}
      table={{
        columns: [text('funnel'), text('customers'), text('notSent')],
        rows: bars.map(({ name, customers, lost }) => [name, customers, lost.join('; ')]),
      }}
    >
      <ol className="funnel">
        {bars.map(({ name, customers, lost, isLast }) => (
          <li key={name} className={isLast ? 'last' : undefined}>
            <span>{name}</span>
            <span className="r">{count(customers)}</span>
            <span className="bar-track" aria-hidden="true">
              <i style={{ width: `${(customers / most) * 100}%` }} />
            </span>
            <span className="note">
              {lost.map((reason) => (
                <span key={reason}>−{reason}</span>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </Figure>
  );
}
