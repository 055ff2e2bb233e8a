import { type DimensionShares, formatShare, type OptionShares } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** Which of five steps of a hue each rank takes, so that neighbours stay apart. */
const STEPS_BY_COUNT: readonly (readonly number[])[] = [[], [2], [2, 4], [1, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4, 5]];
const MAX_SHADES = 5;

interface Ranked {
  readonly option: OptionShares;
  /** 1–5, or null for what is drawn as "other". */
  readonly step: number | null;
}

/** Share of every option: options are shades of the group that chose them, strongest first. */
export function optionShares(dimensions: readonly DimensionShares[], csvHref: string): Html | null {
  if (dimensions.length === 0) return null;
  return html`<section><div class="head"><h2>What was chosen</h2><span class="note">share of decisions that held the option; random control chooses evenly among what is eligible</span><span class="links"><a href="${csvHref}">CSV</a></span></div><div class="thirds">${dimensions.map(dimensionFigure)}</div></section>`;
}

function dimensionFigure({ label, options }: DimensionShares): Html {
  const ranked = rank(options);
  const bars = [
    bar(`${label}, agent`, ranked, 'agent', ({ agent }) => agent.share),
    bar(`${label}, agent in the last 14 days`, ranked, 'agent', ({ agent }) => agent.shareLast14),
    bar(`${label}, random control`, ranked, 'random', ({ randomControl }) => randomControl.share),
  ];
  const rows = ranked.map(
    ({ option, step }) =>
      html`<tr><th scope="row"><span class="swatched">${swatch('agent', step)}<span>${option.label}</span></span></th><td class="r">${share(option.agent.share)}</td><td class="r">${share(option.agent.shareLast14)}</td><td class="r one-line">${swatch('random', step)}${share(option.randomControl.share)}</td></tr>`,
  );
  return html`<figure><h3>${label}</h3><div class="share"><span>Agent, so far</span>${bars[0] ?? null}<span>Last 14 days</span>${bars[1] ?? null}<span>Random control</span>${bars[2] ?? null}</div><table class="small options"><caption class="unseen">${label}: share of decisions by option</caption><thead><tr><th scope="col">Option</th><th scope="col" class="r">Agent</th><th scope="col" class="r">14 days</th><th scope="col" class="r">Random</th></tr></thead><tbody>${rows}</tbody></table></figure>`;
}

function rank(options: readonly OptionShares[]): Ranked[] {
  const ordered = options.toSorted((a, b) => (b.agent.share ?? 0) - (a.agent.share ?? 0));
  const steps = STEPS_BY_COUNT[Math.min(ordered.length, MAX_SHADES)]!;
  return ordered.map((option, i) => ({ option, step: steps[i] ?? null }));
}

function bar(label: string, ranked: readonly Ranked[], hue: string, of: (option: OptionShares) => number | null): Html {
  let from = 0;
  const parts = ranked.map(({ option, step }) => {
    const width = Math.round((of(option) ?? 0) * 1000);
    const x = from;
    from += width;
    if (width === 0) return null;
    const box = html`x="${x}" y="0" width="${Math.max(1, width - 3)}" height="14"`;
    return step === null ? html`<rect ${box} fill="url(#hatch)"/>` : html`<rect ${box} class="${hue}${step}"/>`;
  });
  const words = ranked.map(({ option }) => `${option.label} ${share(of(option))}`).join(', ');
  return html`<svg viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label="${label}: ${words}">${parts}</svg>`;
}

function swatch(hue: string, step: number | null): Html {
  const look = step === null ? html`fill="url(#hatch)"` : html`class="${hue}${step}"`;
  return html`<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" class="inline"><rect width="10" height="10" rx="2" ${look}/></svg>`;
}

const share = (value: number | null): string => (value === null ? '—' : formatShare(value));
