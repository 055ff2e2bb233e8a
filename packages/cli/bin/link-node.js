// Run by npm after every install. The scripts of package.json count on node_modules/.bin/node being the Node that came
// along; npm 10 (which comes with Node 20) removes that link again when it drops the packages for other platforms.
import { spawnSync } from 'node:child_process';
import { lstatSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode } from './find-node.js';

const BIN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'node_modules', '.bin');
const NEEDED_MAJOR = 26;

const found = findNode();
if (!('problem' in found)) {
  const link = join(BIN, 'node');
  const missing = process.platform !== 'win32' && lstatSync(link, { throwIfNoEntry: false }) === undefined;
  if (missing) symlinkSync(relative(BIN, found.path), link);
  const { status, stderr, error } = spawnSync(found.path, ['--version'], { encoding: 'utf8' });
  if (status !== 0) fail(`${found.path} does not start: ${error?.message ?? stderr.trim()}`);
} else if (Number(process.versions.node.split('.')[0]) < NEEDED_MAJOR) {
  fail(found.problem);
}

/** @param {string} problem */
function fail(problem) {
  process.stderr.write(`fitly: ${problem}\n`);
  process.exitCode = 1;
}
