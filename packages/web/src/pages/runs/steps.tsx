import type { Run } from '../../client/types.ts';
import { text } from '../../texts/text.ts';
import { stepsOf } from './runs-view.ts';

/** Eight segments, dispatch the widest: done is ink, the current one breathes, what waits is grey. */
export function Steps({ run }: { readonly run: Run }) {
  const steps = stepsOf(run);
  return (
    <>
      <ol className="steps" aria-label={text('steps')}>
        {steps.map(({ step, name, state, took }) => (
          <li key={step} className={state}>
            <i />
            <b>{name}</b>
            <span className="note">{took ?? text(state === 'now' ? 'stepNow' : 'stepWaits')}</span>
          </li>
        ))}
      </ol>
      <details className="noted">
        <summary>{text('stepDetails')}</summary>
        <div className="noted-steps">
          {steps
            .filter(({ noted }) => noted.length > 0)
            .map(({ step, name, noted }) => (
              <section key={step}>
                <h3>{name}</h3>
                <dl className="facts">
                  {noted.map(([term, value]) => (
                    <div key={term}>
                      <dt>{term}</dt>
                      <dd>{value}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
        </div>
      </details>
    </>
  );
}
