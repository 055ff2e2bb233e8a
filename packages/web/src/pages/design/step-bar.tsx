import { useEffect, useRef } from 'react';
import type { Issue } from '../../client/types.ts';
import { count } from '../../numbers/format.ts';
import { text } from '../../texts/text.ts';
import { issuesOfStep, STEP_NAMES, type Step } from './steps.ts';

interface Props {
  readonly step: Step;
  readonly issues: readonly Issue[];
  readonly go: (to: Step) => void;
}

export function StepBar({ step, issues, go }: Props) {
  const current = useRef<HTMLLIElement>(null);
  // On a phone the steps are one line that is wider than the page.
  useEffect(() => {
    const line = current.current?.parentElement;
    if (step !== undefined && line != null) line.scrollLeft = (current.current?.offsetLeft ?? 0) - line.offsetLeft - 24;
  }, [step]);
  return (
    <nav className="stepnav" aria-label={text('dzSteps')}>
      <ol>
        {STEP_NAMES.map((each, at) => {
          const wrong = issuesOfStep(issues, each).length;
          return (
            <li key={each} ref={each === step ? current : undefined}>
              <button type="button" aria-current={each === step ? 'step' : undefined} onClick={() => go(each)}>
                <span className="dim">{at + 1}</span> {text(`dzStep_${each}`)}
                {wrong > 0 && (
                  <span className="wrong">
                    {count(wrong)}
                    <span className="hidden"> {text('dzToMend')}</span>
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
