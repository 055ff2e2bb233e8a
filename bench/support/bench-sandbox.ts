/** A whole sandbox with its journal in a folder, for the bench: in this process, or in one of its own that prints its address. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAMPAIGNS, startSandbox } from '@fitly/braze-sandbox';

export interface BenchSandbox {
  readonly url: string;
  readonly apiKey: string;
  readonly campaignId: string;
  close(): Promise<void>;
}

export async function startBenchSandbox(startAt = Date.parse('2026-03-02T11:00:00Z')): Promise<BenchSandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sandbox-'));
  const sandbox = await startSandbox({ port: 0, folder, seed: '1', planted: true, startAt });
  const { url, apiKey } = sandbox;
  const close = async (): Promise<void> => {
    await sandbox.close();
    rmSync(folder, { recursive: true });
  };
  return { url, apiKey, campaignId: [...CAMPAIGNS.keys()][0]!, close };
}

if (process.argv[1] === import.meta.filename) {
  const { close, ...address } = await startBenchSandbox(
    process.argv[2] === undefined ? undefined : Number(process.argv[2]),
  );
  process.stdout.write(`${JSON.stringify(address)}\n`);
  process.stdin.on('end', () => void close()).resume();
}
