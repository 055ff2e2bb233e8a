import type { Explanation } from '@fitly/contract/api';
import { useWidth } from '../../charts/use-width.ts';
import { position, share } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { combination, type OptionNames, probabilityBar } from './decision-view.ts';

interface Props {
  readonly explanation: Explanation;
  readonly draw: number;
  readonly names: OptionNames;
}

const [HEIGHT, TOP, LABEL_FROM] = [38, 26, 48];

/** One bar is 1: the chosen combination solid, the others pale, and the mark where the draw fell. */
export function ProbabilityBar({ explanation, draw, names }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>();
  const parts = probabilityBar(explanation, draw);
  const chosen = parts.find(({ isChosen }) => isChosen);
  const x = draw * width;
  const isLate = draw > 0.6;
  const nameOf = (action: number): string => {
    const candidate = explanation.candidates.find((each) => each.action === action);
    return candidate === undefined ? '' : combination(candidate.options, names);
  };
  const label = `${text('theDraw', { draw: position(draw) })}: ${nameOf(chosen?.action ?? -1)}, ${share(chosen?.probability ?? 0)}`;
  return (
    <figure className="prob" ref={ref}>
      {width > 0 && (
        <svg
          width={width}
          height={TOP + HEIGHT + 8}
          viewBox={`0 0 ${width} ${TOP + HEIGHT + 8}`}
          role="img"
          aria-label={label}
        >
          {parts.map(({ action, from, probability, isChosen }) => {
            const partWidth = Math.max(0.5, probability * width - 1.5);
            // The figure stands in the half that the mark leaves free.
            const isDrawnLate = draw > from + probability / 2;
            const tone = isChosen ? 'var(--a2)' : probability * width > LABEL_FROM ? 'var(--a4)' : 'var(--a5)';
            return (
              <g key={action}>
                <rect x={from * width} y={TOP} width={partWidth} height={HEIGHT} fill={tone}>
                  <title>{`${nameOf(action)}: ${share(probability)}`}</title>
                </rect>
                {partWidth > LABEL_FROM && (
                  <text
                    x={isChosen && !isDrawnLate ? (from + probability) * width - 8 : from * width + 6}
                    y={TOP + HEIGHT / 2 + 4}
                    textAnchor={isChosen && !isDrawnLate ? 'end' : 'start'}
                    className={isChosen ? 'on-chosen' : 'b'}
                  >
                    {share(probability)}
                  </text>
                )}
              </g>
            );
          })}
          <line {...{ x1: x, x2: x, y1: 14, y2: TOP + HEIGHT + 6 }} stroke="var(--ink)" strokeWidth={1.6} />
          <path d={`M${x - 5},12h10l-5,7z`} fill="var(--ink)" />
          <text x={isLate ? x - 10 : x + 10} y={17} textAnchor={isLate ? 'end' : 'start'} className="b">
            {text('theDraw', { draw: position(draw) })}
          </text>
        </svg>
      )}
      <figcaption className="cap ends">
        <span>{text('probabilityNote')}</span>
        <span>{text('combinations', { count: parts.length })}</span>
      </figcaption>
    </figure>
  );
}
