/** What a person sees while days are played: one line a day, and on a terminal the step that is under way. */
import { STEPS, type Step } from '@fitly/core/terms';
import type { ProgressEvent, StepSummary } from '@fitly/service';
import { isTty, styled, type Terminal, wantsColor, widthOf } from '../terminal.ts';

const count = new Intl.NumberFormat('en-US');
const CLEAR_LINE = '\r\u001b[2K';

export interface ProgressPrinterOptions {
  readonly ofDays: number;
}

/** Returns a function that prints each event: plain lines for a pipe, a live line besides on a terminal. */
export function progressPrinter(
  terminal: Terminal,
  options: ProgressPrinterOptions,
): (event: ProgressEvent, number: number) => void {
  const live = isTty(terminal.out);
  const color = wantsColor(terminal);
  const summaries = new Map<Step, StepSummary>();
  const showLive = (number: number, day: string, step: Step, detail: string): void => {
    if (!live) return;
    const bar = STEPS.map((each) => stepMark(each, step, summaries)).join('');
    const text = `  day ${number}/${options.ofDays}  ${day}  ${bar}  ${step}${detail}`;
    terminal.out.write(CLEAR_LINE + text.slice(0, widthOf(terminal.out) - 1));
  };
  return (event, number) => {
    switch (event.kind) {
      case 'run_started':
        summaries.clear();
        return;
      case 'step_started':
        showLive(number, event.day, event.step, '');
        return;
      case 'step_progress': {
        const of = event.total === null ? '' : ` of ${count.format(event.total)}`;
        showLive(number, event.day, event.step, `: ${count.format(event.done)}${of} ${event.what}`);
        return;
      }
      case 'step_finished':
        summaries.set(event.step, event.summary);
        return;
      case 'run_finished': {
        const head = styled(
          `day ${String(number).padStart(String(options.ofDays).length)}/${options.ofDays}`,
          'bold',
          color,
        );
        const line = `  ${head}  ${event.day}  ${dayLine(summaries)}  ${(event.ms / 1000).toFixed(1)} s`;
        terminal.out.write(`${live ? CLEAR_LINE : ''}${line}\n`);
        for (const alert of alertsOf(summaries)) {
          terminal.out.write(`  ${styled(`!! ALERT  ${alert}`, 'red', color)}\n`);
        }
      }
    }
  };
}

/** What nobody should overlook: it stands on a line of its own, below its day. */
const alertsOf = (summaries: ReadonlyMap<Step, StepSummary>): string[] =>
  [...summaries.values()].flatMap(({ alert }) => (alert === undefined ? [] : [String(alert)]));

const stepMark = (each: Step, current: Step, summaries: ReadonlyMap<Step, StepSummary>): string =>
  summaries.has(each) ? '■' : each === current ? '▣' : '□';

/** One phrase for each of the eight steps, in order. */
export function dayLine(summaries: ReadonlyMap<Step, StepSummary>): string {
  return STEPS.map((step) => `${step} ${phrase(step, summaries.get(step) ?? {})}`).join(' · ');
}

/** What arrived by feeds, and what of it needs a look. */
function feedPhrase(summary: StepSummary): string {
  if (summary['feed_take'] === undefined) return '';
  const { feed_unreadable_files: unreadable, feed_missing: missing, feed_unusable: setAside } = summary;
  return [
    ` +${count.format(Number(summary['feed_events']))} by feed`,
    ...(setAside === undefined ? [] : [`${count.format(Number(setAside))} set aside`]),
    ...(unreadable === undefined ? [] : [`${unreadable} unreadable`]),
    ...(missing === undefined ? [] : [`no folder for ${missing}`]),
  ].join(', ');
}

function phrase(step: Step, summary: StepSummary): string {
  const n = (key: string): string => count.format(Number(summary[key] ?? 0));
  switch (step) {
    case 'intake':
      return `${n('customers')} +${n('events')}${feedPhrase(summary)}${suspicion(summary)}`;
    case 'mature':
      return n('decisions');
    case 'learn':
      return `v${n('policy_version')}${suspicion(summary)}`;
    case 'enrol':
      return `+${n('new_customers')}`;
    case 'decide':
      return summary['state'] === undefined ? decided(summary) : String(summary['state']);
    case 'plan':
      return summary['attributes_written'] === undefined
        ? n('batches')
        : `${n('batches')} +${n('attributes_written')} data points`;
    case 'dispatch':
      return [
        summary['written'] === undefined ? n('accepted') : `${n('written')} written`,
        ...(['rejected', 'in_doubt', 'not_sent'] as const)
          .filter((key) => Number(summary[key] ?? 0) > 0)
          .map((key) => `${n(key)} ${key.replace('_', ' ')}`),
        ...(summary['reason'] === undefined ? [] : [`(${summary['reason']})`]),
      ].join(', ');
    case 'measure':
      return String(summary['reading'] ?? '');
  }
}

/** Values that look personal and were set aside, by kind, count and attribute. */
const suspicion = (summary: StepSummary): string =>
  summary['pii_suspected'] === undefined ? '' : ` (pii_suspected: ${summary['pii_suspected']})`;

/** `1,234 (12 without an action, 3 over budget)`. */
function decided(summary: StepSummary): string {
  const exceptions = [
    { key: 'no_eligible_action', words: 'without an action' },
    { key: 'over_budget', words: 'over budget' },
    { key: 'lost_arbitration', words: 'more left to another agent' },
  ].filter(({ key }) => Number(summary[key] ?? 0) > 0);
  const words = exceptions.map(({ key, words: what }) => `${count.format(Number(summary[key]))} ${what}`);
  return `${count.format(Number(summary['decisions'] ?? 0))}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
}
