import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { share } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';

interface Props {
  readonly report: Report;
  readonly dimension: Report['dimensions'][number];
}

const width = (value: number | null): string => `${(value ?? 0) * 100}%`;
const words = (value: number | null): string => (value === null ? text('none') : share(value));

export function Moved({ report, dimension: { id, options } }: Props) {
  return (
    <Figure
      {...{ title: text('moved'), note: text('movedNote'), name: `${report.agent}-${id}-shares` }}
      table={{
        columns: [text('option'), text('sinceStart'), text('last14'), text('random_control')],
        rows: options.map(({ label, agent, randomControl }) => [
          label,
          agent.share,
          agent.shareLast14,
          randomControl.share,
        ]),
      }}
      caption={text('movedCaption')}
    >
      <ul className="moved">
        {options.map(({ id: option, label, agent, randomControl }) => (
          <li key={option}>
            <span>{label}</span>
            <span className="r">
              <b>{words(agent.shareLast14)}</b> <span className="dim">{words(agent.share)}</span>
            </span>
            <span className="moved-track" aria-hidden="true">
              <i className="now" style={{ width: width(agent.shareLast14) }} />
              <i className="then" style={{ left: width(agent.share) }} />
              <i className="control" style={{ left: width(randomControl.share) }} />
            </span>
          </li>
        ))}
      </ul>
    </Figure>
  );
}
