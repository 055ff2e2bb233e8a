import type { Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { groupPhrase } from '../../parts/comparison-words.ts';
import { text } from '../../texts/text.ts';
import { type DriverBox, driverView } from './driver-view.ts';

export function DriverTree({ report }: { readonly report: Report }) {
  const view = driverView(report);
  if (view === null) return null;
  const { top, factors, product } = view;
  return (
    <Figure
      title={text('drivers')}
      note={text('driversNote', { control: groupPhrase('random_control') })}
      name={`${report.agent}-drivers`}
      table={{
        columns: [text('kpi'), text('agent'), text('random_control'), text('homeUplift')],
        rows: [top, ...factors].map(({ label, agent, control, change }) => [label, agent, control, change]),
      }}
      caption={product ?? undefined}
    >
      <div className="tree">
        <div className="lvl first">
          <ul>
            <Box box={top} />
          </ul>
        </div>
        <div className="lvl">
          <span className="op">=</span>
          <ul>
            {factors.map((each, at) => (
              <Box key={each.label} box={each} isTimes={at > 0} />
            ))}
          </ul>
        </div>
      </div>
    </Figure>
  );
}

function Box({
  box: { label, agent, control, change },
  isTimes = false,
}: {
  readonly box: DriverBox;
  readonly isTimes?: boolean;
}) {
  return (
    <>
      {isTimes && <li className="x">×</li>}
      <li className="box">
        <div className="dn">{label}</div>
        <div className="dv">
          {agent} <span className="dim">{text('versus', { value: control })}</span>
        </div>
        <div className={change.startsWith('+') ? 'du up' : 'du'}>{change}</div>
      </li>
    </>
  );
}
