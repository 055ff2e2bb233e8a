/** Whether the day is done: its steps, its funnel, and how the days before went. */
import type { Report } from '@fitly/contract/api';
import type { ListedRun, Run } from '../../client/types.ts';
import { count, day, duration } from '../../numbers/format.ts';
import { STEPS } from '../../parts/steps.ts';
import { type TextKey, text } from '../../texts/text.ts';

type Step = (typeof STEPS)[number];
type OutboundDay = Report['outbound'][number];

export interface StepView {
  readonly step: Step;
  readonly name: string;
  readonly state: 'done' | 'now' | 'waits';
  /** How long it took; null until it is done. */
  readonly took: string | null;
  readonly noted: readonly (readonly [term: string, value: string])[];
}

/** A step took from the end of the one before it to its own. */
export function stepsOf({ steps, startedAt, status }: Run): StepView[] {
  let before = Date.parse(startedAt);
  let isNow = status === 'running';
  return STEPS.map((step): StepView => {
    const name = text(`step_${step}` satisfies TextKey);
    const finished = steps.find((each) => each.step === step);
    if (finished === undefined) {
      const state = isNow ? 'now' : 'waits';
      isNow = false;
      return { step, name, state, took: null, noted: [] };
    }
    const end = Date.parse(finished.finishedAt);
    const took = duration(Math.max(0, end - before));
    before = end;
    const noted = Object.entries(finished.summary).map(([term, value]) => [inWords(term), shown(value)] as const);
    return { step, name, state: 'done', took, noted };
  });
}

/** `newEvents` → `new events`. */
const inWords = (key: string): string =>
  key
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase();

/** Numbers in the reader's way; what is nested in a summary shows as `a 1, b 2`. */
function shown(value: string | number | boolean | null): string {
  if (value === null) return text('none');
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : String(value);
  const bare = String(value)
    .replaceAll(/[{}"[\]]/g, '')
    .replaceAll(':', ' ')
    .replaceAll(',', ', ');
  return bare === '' ? text('none') : bare;
}

interface RunFinding {
  readonly before: string;
  readonly figure: string;
  readonly after: string;
  readonly lead: string;
}

export function runFinding(run: Run, outbound: OutboundDay | undefined): RunFinding {
  const on = day(run.day);
  if (run.status === 'running') {
    const step = Math.min(run.steps.length + 1, STEPS.length);
    const sentence = text('runsGoing', { day: on, step, figure: text(`step_${STEPS[step - 1]!}`) });
    return { before: sentence, figure: '', after: '', lead: text('runsGoingSub') };
  }
  const lead = text('runsDoneSub', { took: tookOf(run) ?? text('unknown') });
  // The report, which counts, comes later than the run, or tells nothing of its day.
  if (outbound === undefined) return { before: text('runsDoneAlone', { day: on }), figure: '', after: '', lead };
  if (outbound.chosen === 0) {
    const { idle } = outbound;
    const before = idle === null ? text('runsNobody', { day: on }) : text('runsIdle', { day: on, reason: idle });
    return { before, figure: '', after: '', lead };
  }
  const figure = text('runsDoneFigure', { accepted: count(outbound.accepted), decided: count(outbound.chosen) });
  const [before = '', after = ''] = text('runsDone', { day: on, figure: '\u0000' }).split('\u0000');
  return { before, figure, after, lead };
}

/** Null until it is finished. */
export const tookOf = ({ startedAt, finishedAt }: Pick<ListedRun, 'startedAt' | 'finishedAt'>): string | null =>
  finishedAt === null ? null : duration(Date.parse(finishedAt) - Date.parse(startedAt));

export interface FunnelBar {
  readonly name: string;
  readonly customers: number;
  /** What the bar before has more, each with its reason. */
  readonly lost: readonly string[];
  readonly isLast: boolean;
}

export function funnelOf(on: OutboundDay): FunnelBar[] {
  const lostBy = (
    key: 'lostNoAction' | 'lostBudget' | 'lostNotSent' | 'lostDoubt' | 'lostNotDue',
    customers: number,
  ): string[] => (customers > 0 ? [text(key, { count: count(customers) })] : []);
  const outside = Object.entries(on.outside).map(([reason, customers]) =>
    text('lostOutside', { count: count(customers), reason: inWords(reason) }),
  );
  const bars = [
    ...(on.audience === null ? [] : [{ name: text('funnelAudience'), customers: on.audience, lost: outside }]),
    {
      name: text('funnelDue'),
      customers: on.due,
      lost: on.audience === null ? [] : lostBy('lostNotDue', on.audience - on.due),
    },
    { name: text('funnelChosen'), customers: on.chosen, lost: lostBy('lostNoAction', on.noEligibleAction) },
    {
      ...{ name: text('funnelAccepted'), customers: on.accepted },
      lost: [
        ...lostBy('lostBudget', on.overBudget),
        ...lostBy('lostNotSent', on.notSent - on.overBudget),
        ...lostBy('lostDoubt', on.inDoubt),
      ],
    },
  ];
  return bars.map((bar, at) => ({ ...bar, isLast: at === bars.length - 1 }));
}
