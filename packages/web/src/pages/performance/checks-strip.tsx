import type { Check } from '@fitly/contract/api';
import { CheckIcon } from '../../shell/icons.tsx';
import { text } from '../../texts/text.ts';

const STATES = {
  passed: 'checkPassed',
  noted: 'checkNoted',
  failed: 'checkFailed',
  not_known: 'checkNotKnown',
} as const;
const ORDER = ['passed', 'not_known', 'noted', 'failed'] as const;

/** Whether the sentence can be believed. What failed stands last and opens its reason; on a phone the passed ones fold. */
export function ChecksStrip({ checks }: { readonly checks: readonly Check[] }) {
  const passed = checks.filter(({ state }) => state === 'passed');
  const others = checks
    .filter(({ state }) => state !== 'passed')
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return (
    <ul className="checks" aria-label={text('checks')}>
      <li className="fold">
        <details>
          <summary>
            <CheckIcon state="passed" label={text('checkPassed')} /> {text('checksPassed', { count: passed.length })}
          </summary>
          <ul>
            {passed.map((check) => (
              <CheckItem key={check.id} check={check} />
            ))}
          </ul>
        </details>
      </li>
      {passed.map((check) => (
        <CheckItem key={check.id} check={check} isWide />
      ))}
      {others.map((check) => (
        <CheckItem key={check.id} check={check} />
      ))}
    </ul>
  );
}

function CheckItem({ check, isWide = false }: { readonly check: Check; readonly isWide?: boolean }) {
  const { state, summary, detail } = check;
  return (
    <li className={`${state}${isWide ? ' wide' : ''}`}>
      <details name="checks">
        <summary>
          <CheckIcon state={state} label={text(STATES[state])} /> {summary}
        </summary>
        <p>{detail}</p>
      </details>
    </li>
  );
}
