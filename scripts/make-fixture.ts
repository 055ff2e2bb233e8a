/**
 * `node scripts/make-fixture.ts VERSION`: keeps a small data folder of this stage as test/fixtures/workspaces/VERSION.tar.gz,
 * with what it should still say years from now in VERSION.json. Made once per stage, never made again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadReport } from '@fitly/service';
import { AGENT, startRehearsal } from '../test/support/rehearsal.ts';

const DAYS = 16;
const folder = fileURLToPath(new URL('../test/fixtures/workspaces/', import.meta.url));
const version = process.argv[2] ?? '';
const archive = join(folder, `${version}.tar.gz`);
if (!/^\d+\.\d+\.\d+$/.test(version) || existsSync(archive)) {
  console.error('make-fixture: give a version such as 0.2.0 that has no fixture yet; a kept fixture is never replaced');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const rehearsal = await startRehearsal({ customers: 400 });
try {
  await rehearsal.play(DAYS);
  const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
  // The lock is a process's own and says nothing.
  for (const name of ['lock.db', 'lock.json']) await rm(join(rehearsal.folder, name), { force: true });
  execFileSync('tar', [
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--mtime=2026-01-01',
    '-czf',
    archive,
    '-C',
    rehearsal.folder,
    '.',
  ]);
  writeFileSync(join(folder, `${version}.json`), `${JSON.stringify({ days: DAYS, report }, null, 1)}\n`);
  console.log(`kept ${archive}`);
} finally {
  await rehearsal.close();
}
