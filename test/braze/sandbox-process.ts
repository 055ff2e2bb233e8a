/** For restart tests: a sandbox in a process of its own, which can be killed. Prints its address and key as one JSON line. */
import { startSandbox } from '@fitly/braze-sandbox';

const folder = process.argv[2];
if (folder === undefined) throw new Error('expected a folder');
const startAt = Date.parse('2026-03-02T11:00:00Z');
const { url, apiKey } = await startSandbox({ port: 0, folder, seed: '1', planted: true, customers: 500, startAt });
process.stdout.write(`${JSON.stringify({ url, apiKey })}\n`);
