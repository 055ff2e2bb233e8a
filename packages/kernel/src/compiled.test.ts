import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const COMPILER = fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));

test.each(['winners', 'fold', 'vector-limit'])('wasm/%s.wasm is what its source compiles to', async (name) => {
  const folder = await mkdtemp(join(tmpdir(), 'fitly-kernel-'));
  try {
    const outFile = join(folder, 'compiled.wasm');
    const command = [COMPILER, `assembly/${name}.ts`, '--outFile', outFile];
    const { status, stderr } = spawnSync(process.execPath, command, { cwd: PACKAGE, encoding: 'utf8' });
    expect(status, stderr).toBe(0);
    expect(readFileSync(outFile).equals(readFileSync(join(PACKAGE, `wasm/${name}.wasm`)))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});
