import {
  type Funnel,
  type FunnelStage,
  formatCount,
  formatDay,
  formatShare,
  GROUP_NAMES,
  type Report,
} from '@fitly/core/report';
import { type Html, html } from './html.ts';

const [WIDTH, HEIGHT] = [1000, 14];

/** The whole way out with reasons; nothing where ends were not counted. */
export function funnelFigure({ funnel, runs, checks, asOfDay }: Report, csvHref: string): Html | null {
  if (funnel === null) return null;
  const stages = runs.sendsByFile ? funnel.stages.filter(({ id }) => !OF_BRAZE.includes(id)) : funnel.stages;
  const scale = stages.find(({ id }) => id === 'due')?.all ?? 0;
  const { groups } = funnel;
  const hasBraze = stages.some(({ braze }) => braze !== null);
  const body = stages.map((stage, at) => rowOf(stage, lastKnown(stages, at), { groups, scale, hasBraze }));
  const heads = groups.map((group) => html`<th scope="col" class="r">${GROUP_NAMES[group]}</th>`);
  const braze = hasBraze
    ? html`<th scope="col" class="r">Braze counts${funnel.brazeFrom === null ? null : html`,<br>since ${formatDay(funnel.brazeFrom, asOfDay)}`}</th>`
    : null;
  const beside = checks.flatMap(({ id, summary }) => (BESIDE.includes(id) ? [summary] : [])).join(' · ');
  const key = groups.map(
    (group) =>
      html`<span><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" class="inline"><rect width="10" height="10" rx="2" class="${lookOf(group)}"/></svg>${GROUP_NAMES[group]}</span>`,
  );
  return html`<section><div class="head"><h2>The way out</h2><span class="note">decisions since the start, each once in a stage; ${beside}</span><span class="links"><a href="#how-funnel">How computed</a><a href="${csvHref}">CSV</a></span></div><p class="key note">${key}</p><table class="small groups funnel"><caption class="unseen">From the audience to what followed, with reasons</caption><thead><tr><th scope="col">Stage</th><th scope="col" class="bars"><span class="unseen">As a bar</span></th>${heads}<th scope="col" class="r">All</th><th scope="col" class="r">Of the stage before</th>${braze}<th scope="col">Lost on the way</th></tr></thead><tbody>${body}</tbody></table><details id="how-funnel"><summary>How computed</summary><p class="note">Eligible are customers of all groups in the audience, once for each day; from Due on, decisions of the groups that get messages. Accepted is what the ledger holds; what came after is told by a feed of Currents (opens and clicks of people), and beside it stands what Braze counts itself, unique by its own rules and for the days of which it was asked last. A success follows a decision when it happens within its horizon; only decisions whose horizon has closed are counted there.</p></details></section>`;
}

const OF_BRAZE: readonly FunnelStage['id'][] = ['sent', 'delivered', 'opened', 'clicked'];
const BESIDE: readonly string[] = ['outcomes_known', 'in_doubt'];

/** The newest stage before that has a number. */
const lastKnown = (stages: readonly FunnelStage[], at: number): number | null =>
  stages.slice(0, at).findLast(({ all }) => all !== null)?.all ?? null;

interface Shown {
  readonly groups: Funnel['groups'];
  readonly scale: number;
  readonly hasBraze: boolean;
}

function rowOf(stage: FunnelStage, before: number | null, { groups, scale, hasBraze }: Shown): Html {
  const count = (value: number | null | undefined): string => (value == null ? '—' : formatCount(value));
  const cells = groups.map(
    (group) => html`<td class="r" data-label="${GROUP_NAMES[group]}">${count(stage.groups[group])}</td>`,
  );
  const isPart = stage.id !== 'converted';
  const share =
    !isPart || stage.all === null || before === null || before === 0 ? '—' : formatShare(stage.all / before);
  const braze = hasBraze ? html`<td class="r" data-label="Braze counts">${count(stage.braze)}</td>` : null;
  const lost = stage.lost.map(({ reason, all }) => `${reason} ${formatCount(all)}`).join(', ');
  return html`<tr><th scope="row">${stage.label}</th><td class="bars">${stage.id === 'eligible' ? null : bar(stage, groups, scale)}</td>${cells}<td class="r" data-label="All">${count(stage.all)}</td><td class="r" data-label="Of the stage before">${share}</td>${braze}<td data-label="Lost on the way">${lost === '' ? '—' : lost}</td></tr>`;
}

function bar(stage: FunnelStage, groups: Funnel['groups'], scale: number): Html | null {
  if (scale === 0 || stage.all === null) return null;
  let from = 0;
  const parts = groups.map((group) => {
    const width = Math.round(((stage.groups[group] ?? 0) / scale) * WIDTH);
    const x = from;
    from += width;
    return width === 0
      ? null
      : html`<rect x="${x}" y="0" width="${Math.max(1, width - 3)}" height="${HEIGHT}" class="${lookOf(group)}"/>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true"><rect width="${WIDTH}" height="${HEIGHT}" class="lost"/>${parts}</svg>`;
}

const lookOf = (group: string): string => (group === 'agent' ? 'agent2' : 'random2');
