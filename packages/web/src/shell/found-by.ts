import type { ListedAgent } from '../client/types.ts';
import { text } from '../texts/text.ts';

interface Found {
  readonly words: string;
  /** Null: the page of all agents. */
  readonly agent: string | null;
  readonly to:
    | '/agents/$agent/performance'
    | '/agents/$agent/insights'
    | '/agents/$agent/messages'
    | '/agents/$agent/decisions'
    | '/agents/$agent/runs'
    | '/agents/$agent/design';
  /** An external id to look up there. */
  readonly customer: string | null;
}

const LONGEST = 12;

/** Pages whose names hold every word that was typed; and what was typed, as a customer of each agent. */
export function foundBy(sought: string, agents: readonly Pick<ListedAgent, 'name'>[]): Found[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const named = pages(agents).filter(({ words: name }) => words.every((word) => name.toLowerCase().includes(word)));
  const id = sought.trim();
  const customers = agents.map(({ name: agent }): Found => {
    return { words: text('findCustomer', { id, agent }), agent, to: '/agents/$agent/decisions', customer: id };
  });
  return [...named, ...(id === '' ? [] : customers)].slice(0, LONGEST);
}

const pages = (agents: readonly Pick<ListedAgent, 'name'>[]): Found[] => [
  { words: text('agents'), agent: null, to: '/agents/$agent/performance', customer: null },
  ...agents.flatMap(({ name: agent }): Found[] => [
    { words: `${agent}: ${text('tabPerformance')}`, agent, to: '/agents/$agent/performance', customer: null },
    { words: `${agent}: ${text('tabInsights')}`, agent, to: '/agents/$agent/insights', customer: null },
    { words: `${agent}: ${text('tabMessages')}`, agent, to: '/agents/$agent/messages', customer: null },
    { words: `${agent}: ${text('tabDecisions')}`, agent, to: '/agents/$agent/decisions', customer: null },
    { words: `${agent}: ${text('tabRuns')}`, agent, to: '/agents/$agent/runs', customer: null },
    { words: `${agent}: ${text('tabDesign')}`, agent, to: '/agents/$agent/design', customer: null },
  ]),
];
