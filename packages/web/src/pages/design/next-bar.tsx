import type { Issue } from '../../client/types.ts';
import { text } from '../../texts/text.ts';
import { STEP_NAMES, type Step } from './steps.ts';

interface Props {
  readonly step: Step;
  readonly issues: readonly Issue[];
  readonly go: (to: Step) => void;
}

export function NextBar({ step, issues, go }: Props) {
  const at = STEP_NAMES.indexOf(step);
  const [back, next] = [STEP_NAMES[at - 1], STEP_NAMES[at + 1]];
  return (
    <div className="nextbar">
      {back !== undefined && (
        <button type="button" className="btn" onClick={() => go(back)}>
          {text('dzBack', { step: text(`dzStep_${back}`) })}
        </button>
      )}
      <span className="note">{issues.length > 0 && step !== 'review' ? text('dzDraftMay') : ''}</span>
      {next !== undefined && (
        <button type="button" className="btn pri" onClick={() => go(next)}>
          {text('dzNext', { step: text(`dzStep_${next}`) })}
        </button>
      )}
    </div>
  );
}
