/** Keys that work everywhere but where text is typed. */
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { text } from '../texts/text.ts';

interface Shortcuts {
  /** Of the page; undefined where there is none. */
  readonly agent: string | undefined;
  readonly openFind: () => void;
  readonly openKeys: () => void;
}

const TABS = {
  p: '/agents/$agent/performance',
  i: '/agents/$agent/insights',
  m: '/agents/$agent/messages',
  d: '/agents/$agent/decisions',
  r: '/agents/$agent/runs',
  e: '/agents/$agent/design',
} as const;
const CHORD_MS = 1_500;
const SAID_MS = 4_000;

export const isTyping = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);

export function useShortcuts({ agent, openFind, openKeys }: Shortcuts): { readonly said: string } {
  const navigate = useNavigate();
  const goUntil = useRef(0);
  const [said, setSaid] = useState('');
  useEffect(() => {
    const copyLink = async (): Promise<void> => {
      await navigator.clipboard.writeText(location.href);
      setSaid(text('copied'));
      setTimeout(() => setSaid(''), SAID_MS);
    };
    const onKey = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === 'k') {
        event.preventDefault();
        openFind();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.timeStamp < goUntil.current && agent !== undefined && key in TABS) {
        goUntil.current = 0;
        return void navigate({ to: TABS[key as keyof typeof TABS], params: { agent } });
      }
      if (key === 'g') goUntil.current = event.timeStamp + CHORD_MS;
      if (key === 'c') void copyLink();
      if (key === '?') openKeys();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [agent, navigate, openFind, openKeys]);
  return { said };
}
