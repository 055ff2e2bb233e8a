/** Currents files of a rehearsal's sandbox, written by its control API over HTTP. */

import type { Day } from '@fitly/core/terms';
import { instantOf } from '@fitly/core/time';
import type { Rehearsal } from './rehearsal.ts';

export const FEED = `
feeds:
  braze_events:
    kind: events
    format: currents
    folder: currents
`;

/** Lets the sandbox write what was queued since the last time, as of the run of this day; returns paths in the folder. */
export async function writeCurrents({ sandbox }: Rehearsal, folder: string, day: Day): Promise<readonly string[]> {
  const runAt = instantOf(day, '06:00', 'America/New_York');
  if (runAt > sandbox.clock.now()) sandbox.clock.advanceTo(runAt);
  const response = await fetch(`${sandbox.url}/sandbox/currents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ folder }),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
  return ((await response.json()) as { files: string[] }).files;
}
