import type { ListedRun } from '../../client/types.ts';

const [BAR, GAP, HEIGHT] = [6, 2, 10];

/** The newest runs, oldest first: done is grey, what is not finished half filled. The list of them is on the page of runs. */
export function RunStrip({ runs, most }: { readonly runs: readonly ListedRun[]; readonly most: number }) {
  const shown = runs.slice(0, most).toReversed();
  const before = most - shown.length;
  const width = most * (BAR + GAP);
  const done = shown.filter(({ status }) => status === 'done').length;
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`${done} / ${shown.length}`}
    >
      <line
        {...{ x1: 0, x2: before * (BAR + GAP), y1: 5, y2: 5, stroke: 'var(--line-strong)' }}
        strokeDasharray="2 4"
      />
      {shown.map((run, at) => (
        <rect
          key={run.day}
          {...{ x: (before + at) * (BAR + GAP), y: 0, width: BAR, height: HEIGHT, rx: 1.5 }}
          fill={run.status === 'done' ? 'var(--line-strong)' : 'var(--warn)'}
        />
      ))}
    </svg>
  );
}
