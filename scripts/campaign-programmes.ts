/**
 * `npm run campaign:programmes -- [--programmes 10000]`: the long form of packages/core/src/decide/programme.test.ts, no cap
 * and no budget exceeded in any of so many random programmes.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { programmes: { type: 'string', default: '10000' } } });
const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
const { status } = spawnSync(process.execPath, [vitest, 'run', 'packages/core/src/decide/programme.test.ts'], {
  cwd: new URL('..', import.meta.url).pathname,
  env: { ...process.env, FITLY_PROGRAMMES: values.programmes },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
