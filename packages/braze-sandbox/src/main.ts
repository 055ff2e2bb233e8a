/**
 * `npm start -w @fitly/braze-sandbox [-- --port 4010 --state FILE --folder FOLDER --seed 1 --standing]`: a sandbox for any
 * Braze client, with a clock that runs.
 */
import { parseArgs } from 'node:util';
import { startSandbox } from './sandbox.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    state: { type: 'string' },
    folder: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** The clock stands still until /sandbox/clock moves it. */
    standing: { type: 'boolean', default: false },
  },
});

try {
  const sandbox = await startSandbox({
    port: Number(values.port),
    folder: values.folder ?? null,
    seed: values.seed,
    planted: true,
    startAt: Date.now(),
    ...(values.state !== undefined && { state: values.state }),
    ...(!values.standing && { ticking: () => performance.now() }),
  });
  process.stdout.write(`Braze sandbox: ${sandbox.url}   API key: ${sandbox.apiKey}   (Ctrl-C stops)\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
