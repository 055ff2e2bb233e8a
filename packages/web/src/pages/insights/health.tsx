import type { Insights, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { day } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { healthOf } from './insights-view.ts';

interface Props {
  readonly report: Report;
  readonly insights: Insights;
}

export function Health({ report, insights }: Props) {
  const facts = healthOf(insights);
  const last = insights.policyHealth.at(-1);
  return (
    <Figure
      title={text('health')}
      note={text('healthDecisions', { day: day(last?.day ?? report.asOfDay) })}
      {...{ name: `${report.agent}-policy-health`, isTable: true }}
      table={{
        columns: [
          text('day'),
          text('decisionsCount'),
          text('healthEffective'),
          text('healthTop'),
          text('healthVersion'),
        ],
        rows: insights.policyHealth.map((each) => [
          ...[each.day, each.decisions, each.effectiveActions, each.topProbability, each.policyVersion],
        ]),
      }}
    >
      <ul className="health">
        {facts.map(({ name, value, note }) => (
          <li key={name}>
            <b>{name}</b>
            <span className="r">{value}</span>
            <span className="note">{note}</span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
