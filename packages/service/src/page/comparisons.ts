import { type Contrast, formatMeanDifference, formatUplift, type Report, VERDICT_WORDS } from '@fitly/core/report';
import { type Html, html } from './html.ts';
import { axisFor, intervalMark } from './interval-mark.ts';

const WIDTH = 330;

/** All comparisons on one axis; withheld and early ones keep their place. */
export function comparisons({ contrasts, metric }: Report): Html {
  const isRelative = contrasts.some(({ relative }) => relative !== null);
  const shown = ({ relative, absolute }: Contrast) => (isRelative ? relative : absolute);
  const axis = axisFor(contrasts.map(shown));
  const format = isRelative ? formatUplift : (value: number) => formatMeanDifference(metric, value);
  const rows = contrasts.map(
    (contrast) =>
      html`<li><h3>${contrast.title}</h3>${intervalMark(contrast, shown(contrast), axis, WIDTH, contrast.says)}<p class="says">${verdictSays(contrast)}</p></li>`,
  );
  return html`<div><div class="head"><h2>All comparisons</h2></div><ul class="forest">${rows}</ul><p class="note">${contrasts.some((contrast) => shown(contrast) !== null) ? `One axis, ${format(axis.low)} to ${format(axis.high)}, 0 at the upright line. ` : ''}${pairNote(contrasts)} All share groups: never add two of them.</p></div>`;
}

/** `Better. +4.1 % (+0.9 % to +7.3 %): what learning adds.`, or the reason why there is no figure. */
export function verdictSays({ verdict, says, meaning, outlook, absolute }: Contrast): Html {
  const word = html`<span class="${verdict}">${VERDICT_WORDS[verdict]}${absolute === null ? ':' : '.'}</span>`;
  if (absolute === null) return html`${word} ${says}.`;
  return html`${word} ${says}: ${meaning}.${outlook === null ? null : ` ${outlook}.`}`;
}

function pairNote(contrasts: readonly Contrast[]): string {
  const primaries = contrasts.filter(({ role }) => role === 'primary').length;
  return primaries > 1
    ? 'The first two are the primary pair and corrected for being two; the others are secondary.'
    : 'The first one is the primary comparison; the others are secondary.';
}
