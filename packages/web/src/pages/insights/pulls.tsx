import type { Insights, Report } from '@fitly/contract/api';
import { Figure } from '../../charts/figure.tsx';
import { linear, niceDomain, type Scale, ticks } from '../../charts/scale.ts';
import { useWidth } from '../../charts/use-width.ts';
import { signedFigure } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { dodged } from './dodge.ts';
import { type PullRow, pullsOf, shadeOfRank } from './insights-view.ts';

interface Props {
  readonly report: Report;
  readonly insights: Insights;
  readonly dimension: string;
}

const [DOTS_A_ROW, ROW, LEFT, RADIUS] = [130, 44, 110, 2];
const SHADES = ['var(--a5)', 'var(--a4)', 'var(--a3)', 'var(--a2)', 'var(--a1)'];

export function Pulls({ report, insights, dimension }: Props) {
  const rows = pullsOf(insights, dimension, DOTS_A_ROW);
  const [ref, width] = useWidth<HTMLDivElement>();
  return (
    <Figure
      {...{ title: text('pulls'), note: text('pullsNote'), name: `${report.agent}-${dimension}-pulls` }}
      table={{
        columns: [text('attribute'), text('meanPull')],
        rows: rows.map(({ attribute, meanSize }) => [attribute, meanSize]),
      }}
      caption={
        rows.length > 0 && (
          <span className="scale">
            {text('pullsCaption_low')}
            {SHADES.map((shade) => (
              <i key={shade} style={{ background: shade }} />
            ))}
            {text('pullsCaption_high')}
          </span>
        )
      }
    >
      <div className="chart" ref={ref}>
        {rows.length === 0 && <p className="note">{text('pullsNone')}</p>}
        {width > 0 && rows.length > 0 && <Swarm {...{ rows, width }} />}
      </div>
    </Figure>
  );
}

function Swarm({ rows, width }: { readonly rows: readonly PullRow[]; readonly width: number }) {
  const height = rows.length * ROW + 24;
  const domain = niceDomain([0, ...rows.flatMap(({ dots }) => dots.map(({ value }) => value))], 4);
  const x = linear(domain, [LEFT + 8, width - 14]);
  const label = rows.map(({ attribute, meanSize }) => `${attribute} ${meanSize.toPrecision(2)}`).join(', ');
  return (
    <svg
      {...{ width, height }}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${text('meanPull')}: ${label}`}
    >
      {ticks(domain, 4).map((value) => (
        <g key={value}>
          <line
            {...{ x1: x(value), x2: x(value), y1: 0, y2: height - 22 }}
            stroke={value === 0 ? 'var(--ink-3)' : 'var(--line)'}
          />
          <text x={x(value)} y={height - 6} textAnchor="middle">
            {value === 0 ? '0' : signedFigure(value)}
          </text>
        </g>
      ))}
      {rows.map(({ attribute, dots }, row) => {
        const middle = row * ROW + ROW / 2;
        return (
          <g key={attribute}>
            <text x={0} y={middle + 4} className="b">
              {attribute}
            </text>
            {placed(dots, x).map(({ name, cx, dy, fill }) => (
              <circle key={name} {...{ cx, fill }} cy={middle + dy} r={RADIUS} className="swarm" />
            ))}
          </g>
        );
      })}
    </svg>
  );
}

/** Dots have no name but their place in the sample. */
const placed = (dots: PullRow['dots'], x: Scale) =>
  dodged(
    dots.map(({ value }) => x(value)),
    RADIUS,
    ROW / 2 - 3,
  ).map(([cx, dy], at) => ({ name: String(at), cx, dy, fill: shadeOfRank(dots[at]?.rank ?? null) }));
