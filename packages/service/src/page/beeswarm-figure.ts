import { type BeeswarmPoint, formatPlain, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

const FRAMES = [
  { size: 'wide', width: 560, left: 130 },
  { size: 'phone', width: 326, left: 96 },
] as const;
const [ROW, TOP, BOTTOM, RIGHT, RADIUS] = [44, 8, 24, 10, 2];
/** Dots that would lie on each other are moved up and down by turns, at most to the edge of the row. */
const MOST_LAYERS = 8;

interface Attribute {
  readonly name: string;
  readonly points: readonly BeeswarmPoint[];
  readonly meanSize: number;
}

/** What spoke for the chosen option, by attribute; nothing while nothing is learned. */
export function beeswarmFigure({ insights, dimensions, metric }: Report, csvHref: string): Html | null {
  const points = insights?.beeswarm ?? [];
  if (points.length === 0) return null;
  const figures = [...Map.groupBy(points, ({ dimension }) => dimension)].map(([dimension, own]) =>
    figure(dimensions.find(({ id }) => id === dimension)?.label ?? dimension, attributesOf(own)),
  );
  const how = `A sample of up to 100 decisions of the newest day, by keyed hash. Each dot is one of them: how much more the customer’s value of the attribute speaks for the option that was chosen than for the best other one, by the means of the policy (Shapley values of a sum are its terms). The unit is log-odds of a success, or ${metric.label} a day where the policy counts in those. Values are ranks within the sample, and no customer is named. The six attributes that move a dimension most are drawn.`;
  return html`<section><div class="head"><h2>What speaks for the choice</h2><span class="note">each dot is a decision of the newest day; to the right: speaks for what was chosen; exploratory</span><span class="links"><a href="#how-reasons">How computed</a><a href="${csvHref}">CSV</a></span></div><p class="key note"><span>${swatch('agent4')}low value</span><span>${swatch('unordered')}no order</span><span>${swatch('agent1')}high value</span></p><div class="halves">${figures}</div><details id="how-reasons"><summary>How computed</summary><p class="note">${how}</p></details></section>`;
}

const swatch = (look: string): Html =>
  html`<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" class="inline"><circle cx="5" cy="5" r="4" class="${look}"/></svg>`;

function attributesOf(points: readonly BeeswarmPoint[]): Attribute[] {
  const found = [...Map.groupBy(points, ({ attribute }) => attribute)].map(([name, own]) => {
    const meanSize = own.reduce((sum, { contribution }) => sum + Math.abs(contribution), 0) / own.length;
    return { name, points: own.toSorted((a, b) => a.contribution - b.contribution), meanSize };
  });
  return found.sort((a, b) => b.meanSize - a.meanSize);
}

function figure(title: string, attributes: readonly Attribute[]): Html {
  const words = attributes.map(({ name, meanSize }) => `${name} ${formatPlain(meanSize, 3)}`).join(', ');
  const label = `${title}: mean size of what each attribute adds: ${words}`;
  const drawn = FRAMES.map((frame) => html`<div class="${frame.size}">${draw(attributes, label, frame)}</div>`);
  const rows = attributes.map(({ name, points, meanSize }) => {
    const at = (share: number): string => formatPlain(points[Math.round(share * (points.length - 1))]!.contribution, 3);
    return html`<tr><th scope="row">${name}</th><td class="r">${points.length}</td><td class="r">${formatPlain(meanSize, 3)}</td><td class="r">${at(0.1)}</td><td class="r">${at(0.5)}</td><td class="r">${at(0.9)}</td></tr>`;
  });
  return html`<figure><h3>${title}</h3>${drawn}<details><summary>The same as a table</summary><div class="scroll tall" tabindex="0" role="region" aria-label="${title}: what each attribute adds"><table class="small"><caption class="unseen">${title}: what each attribute adds</caption><thead><tr><th scope="col">Attribute</th><th scope="col" class="r">Decisions</th><th scope="col" class="r">Mean size</th><th scope="col" class="r">Tenth</th><th scope="col" class="r">Middle</th><th scope="col" class="r">Nine tenths</th></tr></thead><tbody>${rows}</tbody></table></div></details></figure>`;
}

function draw(
  attributes: readonly Attribute[],
  label: string,
  { width, left }: { readonly width: number; readonly left: number },
): Html {
  const reach = Math.max(...attributes.flatMap(({ points }) => points.map((each) => Math.abs(each.contribution)))) || 1;
  const height = TOP + attributes.length * ROW + BOTTOM;
  const x = (value: number): number => round(left + ((value / reach + 1) / 2) * (width - left - RIGHT));
  const rows = attributes.map(({ name, points }, row) => {
    const middle = TOP + (row + 0.5) * ROW;
    const dots = dodged(points.map(({ contribution }) => x(contribution))).map(
      ({ at, layer }, i) =>
        html`<circle cx="${at}" cy="${round(middle + layer)}" r="${RADIUS}" class="${lookOf(points[i]!)}"/>`,
    );
    return html`<text x="${left - 10}" y="${middle + 4}" text-anchor="end" class="strong">${name}</text><line x1="${left}" x2="${width - RIGHT}" y1="${middle + ROW / 2}" y2="${middle + ROW / 2}" class="grid"/>${dots}`;
  });
  const ends = [-reach, 0, reach].map(
    (value, i) =>
      html`<text x="${x(value)}" y="${height - 6}" text-anchor="${['start', 'middle', 'end'][i]!}">${i === 1 ? '0' : formatPlain(value, 2)}</text>`,
  );
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><line x1="${x(0)}" x2="${x(0)}" y1="${TOP}" y2="${height - BOTTOM}" class="zero"/>${rows}${ends}</svg>`;
}

/** Beside each other where there is room, else in layers above and below. `xs` ascend. */
function dodged(xs: readonly number[]): { readonly at: number; readonly layer: number }[] {
  const lastIn = new Array<number>(2 * MOST_LAYERS + 1).fill(Number.NEGATIVE_INFINITY);
  return xs.map((at) => {
    const free = lastIn.findIndex((last) => at - last >= 2 * RADIUS + 0.4);
    const place = free === -1 ? lastIn.indexOf(Math.min(...lastIn)) : free;
    lastIn[place] = at;
    const step = Math.ceil(place / 2) * (2 * RADIUS + 0.4) * 0.55;
    return { at, layer: place % 2 === 0 ? step : -step };
  });
}

/** Low to high in four steps. */
const lookOf = ({ rank }: BeeswarmPoint): string =>
  rank === null ? 'unordered' : `agent${4 - Math.min(3, Math.floor(rank * 4))}`;

const round = (value: number): number => Math.round(value * 10) / 10;
