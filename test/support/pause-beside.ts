import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AGENT } from './rehearsal.ts';

/** Pauses the demo's agent as another process would, at this very moment. */
export function pauseBeside(folder: string): void {
  const db = new DatabaseSync(join(folder, 'state.db'));
  try {
    db.prepare(
      `INSERT INTO agent_states (agent, seq, state, at, by, note)
       SELECT agent, MAX(seq) + 1, 'paused', 0, 'ann', NULL FROM agent_states WHERE agent = ? GROUP BY agent`,
    ).run(AGENT);
  } finally {
    db.close();
  }
}
