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
  return (
    <nav className="stepnav" aria-label={text('dzSteps')}>
      <ol>
        {STEP_NAMES.map((each, at) => {
          const wrong = issuesOfStep(issues, each).length;
          return (
            <li key={each}>
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
