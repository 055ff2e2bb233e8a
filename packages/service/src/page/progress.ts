import { formatDay } from '@fitly/core/report';
import { asDay, STEPS, type Step } from '@fitly/core/terms';
import { type Html, html } from './html.ts';
import { type PageView, pageHref } from './page-view.ts';

/** Where the programme is while somebody looks at the page. */
export interface Progress {
  readonly state: 'idle' | 'running' | 'done' | 'stopped' | 'failed';
  /** 1-based day being played, or the last one played; 0 before the first. */
  readonly day: number;
  /** 0: no number of days is to be played. */
  readonly ofDays: number;
  /** `YYYY-MM-DD` of that day. */
  readonly date: string | null;
  /** Step at work; earlier ones of the day are done. Null between days. */
  readonly step: Step | null;
  /** For `stopped` and `failed`: what happened and what to do. */
  readonly message: string | null;
}

/** Where the reader stops or takes up following the run; `agent` as in `pageHref`. */
export const refreshLink = (view: PageView, agent: string | null): Html =>
  html`<a href="${pageHref({ ...view, refresh: !view.refresh }, agent)}">${view.refresh ? 'Stop following' : 'Follow'}</a>`;

/** The strip of eight steps while days are played, a message when they stopped, nothing otherwise. */
export function progressStrip(progress: Progress, link: Html): Html | null {
  const { state, message } = progress;
  if (state === 'running') return runningStrip(progress, link);
  if (state !== 'failed' && state !== 'stopped') return null;
  const title = state === 'failed' ? 'The run failed' : 'The run was stopped';
  return html`<div class="alert ${state}" role="status"><p><b>${title}${whereOf(progress)}.</b> ${message ?? ''} ${progress.day > 1 ? 'What was measured before is shown below.' : ''}</p></div>`;
}

function runningStrip(progress: Progress, link: Html): Html {
  const { day, ofDays, date, step } = progress;
  const current = step === null ? -1 : STEPS.indexOf(step);
  const steps = STEPS.map((name, i) => {
    const look = i < current ? 'done' : i === current ? 'now' : 'wait';
    const words = i === current ? html` aria-current="step"` : null;
    return html`<li class="${look}"${words}>${name.charAt(0).toUpperCase() + name.slice(1)}</li>`;
  });
  const dateWords = date === null ? null : html`<span>${formatDay(asDay(date), asDay('0000-01-01'))}</span>`;
  const title = ofDays === 0 ? 'Daily run' : `Day ${day} of ${ofDays}`;
  const bar = ofDays === 0 ? null : html`<progress value="${day}" max="${ofDays}" aria-label="Days played"></progress>`;
  return html`<section class="plain run" aria-label="Run"><p><b>${title}</b>${dateWords}<span>${step ?? 'next day'}</span><span class="stop">${link}</span></p>${bar}<ol class="steps">${steps}</ol></section>`;
}

function whereOf({ day, ofDays, step }: Progress): string {
  if (day === 0) return '';
  return ` on day ${day} of ${ofDays}${step === null ? '' : ` in the step ${step}`}`;
}

/** A short word for the bar at the top. */
export function stateWord({ state, day, ofDays }: Progress): string {
  switch (state) {
    case 'running':
      return ofDays === 0 ? 'Running' : `Playing day ${day} of ${ofDays}`;
    case 'done':
      return `${day} of ${ofDays} days played`;
    case 'stopped':
      return 'Stopped';
    case 'failed':
      return 'Failed';
    case 'idle':
      return 'Not running';
  }
}
