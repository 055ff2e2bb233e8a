/** Reads a chart over days one day at a time, by pointer or arrow keys: a vertical line, and all values of the day in words. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import type { Scale } from './scale.ts';

interface Props {
  readonly label: string;
  /** Place of each day along the chart, and what is said of it. */
  readonly points: readonly { readonly at: number; readonly words: string; readonly shown: ReactNode }[];
  readonly x: Scale;
  readonly top: number;
  readonly height: number;
  readonly width: number;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };
const TIP_WIDTH = 210;

export function DayCursor({ label, points, x, top, height, width }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const last = points.length - 1;
  if (last < 0) return null;
  const at = Math.min(chosen ?? last, last);
  const point = points[at];
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (event.key === 'Escape') setChosen(null);
    else if (event.key === 'Home') setChosen(0);
    else if (event.key === 'End') setChosen(last);
    else if (step !== undefined) setChosen(Math.max(0, Math.min(last, at + step)));
    else return;
    event.preventDefault();
  };
  const onMove = (event: PointerEvent<HTMLDivElement>): void => {
    const here = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const distances = points.map((each) => Math.abs(x(each.at) - here));
    setChosen(distances.indexOf(Math.min(...distances)));
  };
  const left = point === undefined ? 0 : x(point.at);
  return (
    <div
      className="cursor"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={at}
      aria-valuetext={point?.words}
      onKeyDown={onKey}
      onPointerMove={onMove}
      onPointerLeave={() => setChosen(null)}
      onBlur={() => setChosen(null)}
    >
      {chosen !== null && point !== undefined && (
        <>
          <i className="cursor-line" style={{ left, top, height }} />
          <div
            className="tip"
            style={{ top: top + 8, left: left + TIP_WIDTH + 14 > width ? left - TIP_WIDTH - 10 : left + 12 }}
          >
            {point.shown}
          </div>
        </>
      )}
    </div>
  );
}
