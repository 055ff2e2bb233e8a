import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { scheduleQuery } from '../client/queries.ts';
import { count, day } from '../numbers/format.ts';
import { STEPS } from '../parts/steps.ts';
import { text } from '../texts/text.ts';

/** On top of every page: what runs just now, and what failed and is tried again. */
export function RunningStrip() {
  const schedule = useQuery(scheduleQuery()).data;
  if (schedule === undefined) return null;
  const { running, failure } = schedule;
  return (
    <>
      {running !== null && (
        <section className="runs-now" aria-label={text('runsNowLabel')}>
          <div className="wrap">
            <i className="dot running" />
            <Link to="/agents/$agent/runs" params={{ agent: running.agent }}>
              {text('runsNow', { agent: running.agent, day: day(running.day) })}
            </Link>
            <span className="note">{stepInWords(running)}</span>
          </div>
        </section>
      )}
      {failure !== null && (
        <div className="offline" role="alert">
          <div className="wrap">
            {failure.agent === null
              ? text('serviceFailed', { message: failure.message })
              : text('runFailed', { agent: failure.agent, message: failure.message })}{' '}
            {failure.next}
          </div>
        </div>
      )}
    </>
  );
}

interface Running {
  readonly step: (typeof STEPS)[number] | null;
  readonly progress: { readonly done: number; readonly total: number | null; readonly what: string } | null;
}

/** `step 7 of 8, Dispatch: 12 of 51 batches`. */
function stepInWords({ step, progress }: Running): string {
  if (step === null) return '';
  const words = text('stepOf', {
    ...{ number: STEPS.indexOf(step) + 1, count: STEPS.length, step: text(`step_${step}`) },
  });
  if (progress === null) return words;
  const { done, total, what } = progress;
  const of = total === null ? count(done) : text('doneOf', { done: count(done), total: count(total) });
  return `${words}: ${of} ${what}`;
}
