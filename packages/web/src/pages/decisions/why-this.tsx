import type { Explanation } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { text } from '../../texts/text.ts';
import { type OptionNames, reasonsOf, unitOf } from './decision-view.ts';

interface Props {
  readonly agent: string;
  readonly explanation: Explanation;
  readonly names: OptionNames;
  readonly dimensionName: (id: string) => string;
}

/** What spoke for each option against the best other one: bars from 0, all on one scale. */
export function WhyThis({ agent, explanation, names, dimensionName }: Props) {
  const reasons = reasonsOf(explanation, names, dimensionName);
  const most = Math.max(1e-9, ...reasons.flatMap(({ bars }) => bars.map(({ value }) => Math.abs(value))));
  return (
    <Figure
      title={text('whyThis')}
      note={text(unitOf(explanation) as 'whyThisNote_log_odds')}
      name={`${agent}-reasons`}
      table={{
        columns: [text('dimension'), text('attribute'), text('meanPull')],
        rows: reasons.flatMap(({ title, bars }) => bars.map(({ label, value }) => [title, label, value])),
      }}
    >
      {reasons.length === 0 && <p className="note">{text('whyNone')}</p>}
      {reasons.map(({ title, bars, total }) => (
        <section key={title} className="reason">
          <h3>{title}</h3>
          <ul>
            {bars.map(({ label, value, words }) => (
              <li key={label}>
                <span>{label}</span>
                <span className="signed" aria-hidden="true">
                  <i
                    className={value < 0 ? 'against' : 'for'}
                    style={{ width: `${(Math.abs(value) / most) * 50}%`, [value < 0 ? 'right' : 'left']: '50%' }}
                  />
                </span>
                <span className="r">{words}</span>
              </li>
            ))}
          </ul>
          <p className="note">{text('whyTogether', { total })}</p>
        </section>
      ))}
    </Figure>
  );
}
