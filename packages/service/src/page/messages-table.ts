import {
  formatCount,
  formatShare,
  GROUP_NAMES,
  MESSAGE_STAGES,
  NO_FEED,
  type Report,
  STAGE_NAMES,
} from '@fitly/core/report';
import { type Html, html } from './html.ts';

type Funnel = NonNullable<Report['messages']>;
type FunnelGroup = Funnel['groups'][number];

/** What became of accepted messages; nothing for an agent that writes files, whose messages are another platform's. */
export function messagesTable({ messages, runs }: Report, csvHref: string): Html | null {
  if (runs.sendsByFile === true) return null;
  if (messages === null) {
    return html`<section><div class="head"><h2>What became of messages</h2></div><p class="note after">${NO_FEED}</p></section>`;
  }
  const rows: (readonly [label: string, count: (group: FunnelGroup) => number | null])[] = [
    ['Accepted by Braze', ({ accepted }) => accepted],
    ...MESSAGE_STAGES.filter((stage) => stage !== 'aborted').map(
      (stage) => [STAGE_NAMES[stage], ({ stages }: FunnelGroup) => stages[stage]] as const,
    ),
    ...messages.aborts.map(
      ({ reason, counts }) => [`Aborted: ${reason}`, ({ group }: FunnelGroup) => counts[group] ?? 0] as const,
    ),
  ];
  const cells = (count: (group: FunnelGroup) => number | null) =>
    messages.groups.map((group) => {
      const own = count(group);
      const share = own === null || group.accepted === 0 ? '—' : formatShare(own / group.accepted);
      return html`<td class="r">${own === null ? 'withheld' : formatCount(own)}</td><td class="r">${share}</td>`;
    });
  const heads = messages.groups.map(
    ({ group }) => html`<th scope="col" class="r">${GROUP_NAMES[group]}</th><th scope="col" class="r">of accepted</th>`,
  );
  const body = rows.map(([label, count]) => html`<tr><th scope="row">${label}</th>${cells(count)}</tr>`);
  const note = `decisions, each once in a row, as Braze Currents tells; opens and clicks of machines do not count (filter version ${messages.filterVersion}); an aborted decision does not train`;
  return html`<section><div class="head"><h2>What became of messages</h2><span class="note">${note}</span><span class="links"><a href="${csvHref}">CSV</a></span></div><table class="small"><caption class="unseen">What became of messages, by group</caption><thead><tr><th scope="col">Stage</th>${heads}</tr></thead><tbody>${body}</tbody></table></section>`;
}
