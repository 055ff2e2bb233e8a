import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ListedAgent } from '../client/types.ts';
import { text } from '../texts/text.ts';

const TABS = [
  { to: '/agents/$agent/performance', words: text('tabPerformance') },
  { to: '/agents/$agent/insights', words: text('tabInsights') },
  { to: '/agents/$agent/messages', words: text('tabMessages') },
  { to: '/agents/$agent/decisions', words: text('tabDecisions') },
  { to: '/agents/$agent/runs', words: text('tabRuns') },
  { to: '/agents/$agent/design', words: text('tabDesign') },
] as const;

export function AgentBar({ agent }: { readonly agent: ListedAgent }) {
  const state = <AgentState agent={agent} />;
  const tabs = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  // On a phone the tabs are one line that is wider than the page.
  useEffect(() => {
    const active = pathname === '' ? null : tabs.current?.querySelector('a.active')?.getBoundingClientRect();
    const line = tabs.current?.getBoundingClientRect();
    if (active == null || line === undefined) return;
    tabs.current!.scrollLeft += active.left - line.left - (line.width - active.width) / 2;
  }, [pathname]);
  return (
    <>
      <div className="agentline">
        <b>{agent.name}</b>
        {state}
      </div>
      <nav className="tabs" ref={tabs} aria-label={text('pagesOf', { agent: agent.name })}>
        <span className="agent">{agent.name}</span>
        {TABS.map(({ to, words }) => (
          <Link key={to} to={to} params={{ agent: agent.name }}>
            {words}
          </Link>
        ))}
        {state}
      </nav>
    </>
  );
}

const STATES = {
  draft: 'stateDraft',
  running: 'stateRunning',
  paused: 'statePaused',
  stopped: 'stateStopped',
} as const;

/** A dot with its word: green runs, red is killed, grey rests. */
function AgentState({ agent: { state, killed } }: { readonly agent: ListedAgent }) {
  const tone = killed ? 'killed' : state === 'running' ? 'running' : 'resting';
  return (
    <span className="state">
      <i className={`dot ${tone}`} /> {text(killed ? 'stateKilled' : STATES[state])}
    </span>
  );
}
