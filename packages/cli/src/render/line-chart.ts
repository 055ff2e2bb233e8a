/** A line chart as SVG text: shares between 0 and 1 on both or one axis, drawn the same on every machine. */

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
}

export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xTicks: readonly (readonly [number, string])[];
  readonly yTicks: readonly (readonly [number, string])[];
  readonly lines: readonly Line[];
}

const WIDTH = 680;
const HEIGHT = 400;
const PLOT = { left: 64, right: 470, top: 44, bottom: 344 };

/** Ticks hold the range of each axis: first and last are its ends. */
export function lineChart({ title, xTitle, yTitle, xTicks, yTicks, lines }: LineChart): string {
  const x = scale(xTicks, PLOT.left, PLOT.right);
  const y = scale(yTicks, PLOT.bottom, PLOT.top);
  const grid = [
    ...xTicks.map(([at, label]) =>
      tick(`M${x(at)} ${PLOT.top}V${PLOT.bottom}`, x(at), PLOT.bottom + 18, 'middle', label),
    ),
    ...yTicks.map(([at, label]) =>
      tick(`M${PLOT.left} ${y(at)}H${PLOT.right}`, PLOT.left - 8, y(at) + 4, 'end', label),
    ),
  ];
  const drawn = lines.map(({ name, colour, points }, i) => {
    const path = points.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${round(x(a))} ${round(y(b))}`).join('');
    const dots =
      points.length > 12
        ? []
        : points.map(([a, b]) => `<circle cx="${round(x(a))}" cy="${round(y(b))}" r="3" fill="${colour}"/>`);
    const key = PLOT.top + 10 + i * 22;
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...dots,
      `<path d="M${PLOT.right + 16} ${key}h20" stroke="${colour}" stroke-width="3"/>`,
      text(PLOT.right + 42, key + 4, 'start', name),
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${PLOT.left}" y="26" font-size="15" font-weight="600">${title}</text>`,
    ...grid,
    ...drawn,
    text((PLOT.left + PLOT.right) / 2, HEIGHT - 12, 'middle', xTitle),
    `<text transform="translate(16 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">${yTitle}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

const round = (value: number): number => Math.round(value * 10) / 10;

const text = (x: number, y: number, anchor: string, words: string): string =>
  `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${words}</text>`;

const tick = (path: string, x: number, y: number, anchor: string, label: string): string =>
  `<path d="${path}" stroke="#ddd"/>${text(x, y, anchor, label)}`;

function scale(ticks: LineChart['xTicks'], from: number, to: number): (value: number) => number {
  const [low, high] = [ticks[0]![0], ticks.at(-1)![0]];
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}
