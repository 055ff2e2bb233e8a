import type { Agent } from './agent.ts';

/** Else it is handed out, as rows of a file or as answers, to whoever acts on it. */
export const leavesThroughBraze = ({ delivery: { mode } }: Pick<Agent, 'delivery'>): boolean =>
  mode !== 'file' && mode !== 'api';
