import { formatCount, formatP, formatShare, GROUP_PHRASES, type Report } from '@fitly/core/report';
import { type Html, html } from './html.ts';

/** What the groups can find: power, the smallest effect, and the same for other shares of control. */
export function planningTable({ planning }: Report): Html | null {
  if (planning.length === 0) return null;
  const blocks = planning.map(({ control, treated, powers, allocations, says }) => {
    const found = powers.map(
      ({ effect, sequential, fixed }) =>
        html`<tr><th scope="row">±${formatShare(effect)} is found with probability</th><td class="r">${formatP(sequential)}</td><td class="r">${formatP(fixed)}</td></tr>`,
    );
    const shares = allocations.map(
      ({ controlShare, controlCustomers, sequential, fixed }) =>
        html`<tr><th scope="row">${formatShare(controlShare)} in ${GROUP_PHRASES[control]} (${formatCount(controlCustomers)}) would find</th><td class="r">±${formatShare(sequential)}</td><td class="r">±${formatShare(fixed)}</td></tr>`,
    );
    const name = `${GROUP_PHRASES[treated]} against ${GROUP_PHRASES[control]}`;
    return html`<p class="note">${says[0] ?? ''}</p><details><summary>Power and other shares: ${name}</summary><table class="small"><caption class="unseen">What can be found, ${name}</caption><thead><tr><th scope="col">As much noise as so far</th><th scope="col" class="r">Read daily</th><th scope="col" class="r">One look</th></tr></thead><tbody>${found}${shares}</tbody></table><p class="note">${says.slice(1).join(' ')}</p></details>`;
  });
  return html`<section><div class="head"><h2>What can be seen</h2><span class="note">a forecast, not a finding</span></div>${blocks}</section>`;
}
