/** A workspace with the demo's agent for benches of `fitly import`, and the sandbox whose clock it goes by. */
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '@fitly/braze-sandbox';
import { createWorkspace, workspacePaths } from '@fitly/service';

/** Of the sandbox's clock. */
export const IMPORTED_AT = Date.parse('2026-03-02T11:00:00Z');

export async function withWorkspace(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-bench-'));
  const sandbox = await startSandbox({
    ...{ port: 0, folder: join(folder, 'sandbox'), seed: '1', planted: true, customers: 100, startAt: IMPORTED_AT },
  });
  try {
    const { agents } = workspacePaths(folder);
    await mkdir(agents, { recursive: true });
    await copyFile(new URL('../../examples/hillstrom/agent.yaml', import.meta.url), join(agents, 'hillstrom.yaml'));
    await createWorkspace({ folder, sandboxUrl: sandbox.url, sandboxKey: sandbox.apiKey, env: {} });
    await work(folder);
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}
