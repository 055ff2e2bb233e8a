/** What was chosen, what the policy believes of it, and what could not be chosen. */
import {
  beliefUnit,
  formatBelief,
  formatBelievedEnds,
  formatCount,
  formatDay,
  formatShare,
  type Report,
} from '@fitly/core/report';
import { alignedTable, heading, marked, type ReportLook } from './lines.ts';

export function options({ dimensions }: Report, look: ReportLook): string[] {
  if (dimensions.length === 0) return [];
  const share = (value: number | null) => (value === null ? '—' : formatShare(value));
  const rows = dimensions.flatMap(({ label, options: own }) =>
    own
      .toSorted((a, b) => (b.agent.share ?? 0) - (a.agent.share ?? 0))
      .map((option, i) => [
        i === 0 ? label : '',
        option.label,
        share(option.agent.share),
        share(option.agent.shareLast14),
        share(option.randomControl.share),
      ]),
  );
  const head = ['Dimension', 'Option', 'Agent', 'Last 14 d', 'Random'];
  return [heading('What was chosen', look), ...alignedTable([head, ...rows], look, 2)];
}

/** Which choice matters, what exploring cost and what learning brought. */
export function beliefs({ exploration }: Report, look: ReportLook): string[] {
  if (exploration === null) return [];
  const title = heading('Which choice matters', look);
  const missing = exploration.missing === null ? [] : marked('·', 'dim', exploration.missing, look);
  if (exploration.days.length === 0) return [title, ...missing];
  const { scale, per } = beliefUnit(exploration);
  const rows = exploration.importance.map(({ dimensionLabel, worth }) =>
    worth === null
      ? [dimensionLabel, '—', 'withheld, as the uplift is']
      : [dimensionLabel, formatBelief(worth.estimate, scale), formatBelievedEnds(worth, scale)],
  );
  const { givenUp, gained } = exploration.total;
  const learned =
    gained === null
      ? 'what learning brought is withheld with the uplift'
      : `${formatBelief(gained.estimate)} gained by what was learned`;
  const total = `In all, ${formatBelief(givenUp.estimate)} given up by exploring and ${learned}.`;
  return [
    title,
    ...missing,
    ...alignedTable([['Best option against one by lot', 'Worth', '95 % of the posterior'], ...rows], look),
    ...marked('·', 'dim', `As the policy believes, ${per}; not measured. ${total}`, look),
  ];
}

export function preferences({ timeline }: Report, look: ReportLook): string[] {
  const changes = timeline.filter(({ kind }) => kind === 'preferences');
  if (changes.length === 0) return [];
  const lines = changes.flatMap(({ day, details }) =>
    marked('!', 'yellow', `${formatDay(day, day)}: ${details}`, look),
  );
  return [heading('What customers prefer changed', look), ...lines];
}

export function refusals({ refusals: counts }: Report, look: ReportLook): string[] {
  if (counts.length === 0) return [];
  const rows = counts.map(({ reason, today, last14 }) => [reason, formatCount(today), formatCount(last14)]);
  const head = ['Reason', 'Today', 'Last 14 d'];
  return [heading('What was refused, in customers and days', look), ...alignedTable([head, ...rows], look)];
}
