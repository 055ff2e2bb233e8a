/** A dry run in the product: it shows what the run then does, and leaves no trace. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asAgentName } from '@fitly/core/terms';
import { moveAgent } from '@fitly/service';
import { expect, it } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';
import { AGENT, type Rehearsal, startRehearsal } from '../support/rehearsal.ts';

/** Every byte of the workspace; `-shm` holds locks. */
async function contentOf({ folder }: Rehearsal): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || path.includes('/sandbox/') || /-(shm|wal)$/.test(path)) continue;
    found[path] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return found;
}

it('shows of a draft and of a running agent what the run then does, and leaves no byte behind', async () => {
  const rehearsal = await startRehearsal({ customers: 120, draft: true });
  const fitly = (...args: string[]) => callFitly([...args, '--folder', rehearsal.folder]);
  const dry = async (...more: string[]) => JSON.parse((await fitly('run', AGENT, '--dry-run', '--json', ...more)).out);
  try {
    expect(await dry()).toMatchObject({ lifeState: 'draft', before: null, messages: expect.any(Number) });
    expect((await fitly('agent', 'start', AGENT)).code).toBe(0);
    // Left by a process that died: nobody has so high a number.
    await mkdir(join(rehearsal.folder, '.dry-run-4194999-a'));
    const before = await contentOf(rehearsal);
    const shown = await dry();
    expect(await contentOf(rehearsal)).toEqual(before);
    expect((await readdir(rehearsal.folder)).filter((name) => name.startsWith('.dry-run'))).toEqual([]);
    expect(rehearsal.sandbox.journal()).toEqual([]);

    const ran = JSON.parse((await fitly('run', AGENT, '--json')).out);
    const sent = rehearsal.sandbox.journal();
    expect(shown.messages).toBeGreaterThan(0);
    expect(sent.flatMap(({ recipients }) => recipients)).toHaveLength(shown.messages);
    expect(sent).toHaveLength(shown.requests);
    expect(ran.runs[0].steps.decide).toEqual(shown.steps.decide);
    const was = await dry('--date', shown.day);
    expect(was).toMatchObject({ alreadyRun: true, dimensions: shown.dimensions, hours: shown.hours });

    await rehearsal.inside((workspace) =>
      moveAgent(workspace, { agent: asAgentName(AGENT), move: 'pause', by: 'ann', note: null }),
    );
    await fitly('agent', 'kill', AGENT);
    const { out } = await fitly('run', AGENT, '--dry-run');
    expect(out).toContain('0 messages in 0 requests');
    expect(out).toContain(`! ${AGENT} is paused`);
    expect(out).toContain('the kill switch is pulled');
  } finally {
    await rehearsal.close();
  }
});
