/** The few drawings of the app: its mark, and what stands beside a word. */
export function Logo() {
  return (
    <svg width="26" height="14" viewBox="0 0 26 14" aria-hidden="true">
      <path d="M2 2v10M24 2v10M2 7h22" stroke="currentColor" strokeWidth="1.8" fill="none" />
      <circle cx="15" cy="7" r="4.2" fill="var(--agent)" stroke="var(--page)" strokeWidth="1.6" />
    </svg>
  );
}

export function FindIcon() {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M9.5 9.5L13 13" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

export function ThemeIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 2a6 6 0 010 12z" fill="currentColor" />
    </svg>
  );
}

export function Chevron({ isBack = false }: { readonly isBack?: boolean }) {
  return (
    <svg width="8" height="12" viewBox="0 0 8 12" aria-hidden="true">
      <path d={isBack ? 'M6.5 1L1.5 6l5 5' : 'M1.5 1l5 5-5 5'} fill="none" stroke="currentColor" strokeWidth="1.6" />
    </svg>
  );
}

type CheckState = 'passed' | 'noted' | 'failed' | 'not_known';
const SHAPES: Readonly<Record<CheckState, { readonly d: string; readonly stroke: string; readonly isBoxed: boolean }>> =
  {
    passed: { d: 'M2.5 7.5l3 3 6-7', stroke: 'var(--better)', isBoxed: false },
    noted: { d: 'M7 3.6v4.2M7 9.6v1.4', stroke: 'var(--warn)', isBoxed: true },
    failed: { d: 'M4.5 4.5l5 5m0-5l-5 5', stroke: 'var(--worse)', isBoxed: true },
    not_known: { d: 'M3.5 7h7', stroke: 'var(--ink-3)', isBoxed: false },
  };

export function CheckIcon({ state, label }: { readonly state: CheckState; readonly label: string }) {
  const { d, stroke, isBoxed } = SHAPES[state];
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" role="img" aria-label={label}>
      {isBoxed && <rect {...{ x: 1, y: 1, width: 12, height: 12, rx: 2, fill: 'none', stroke }} strokeWidth="1.6" />}
      <path {...{ d, stroke }} fill="none" strokeWidth={isBoxed ? 1.6 : 1.8} />
    </svg>
  );
}
