#!/usr/bin/env node
// The command `fitly`, in plain JavaScript that Node 20 still reads. The product is TypeScript, which Node runs as is from
// version 26 on: under an older Node this file starts itself again with the Node that `npm ci` brought.
import module from 'node:module';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { findNode } from './find-node.js';
import { relay } from './relay.js';

const NEEDED_MAJOR = 26;
/** Set on the second process only, so that two Nodes that are both too old cannot call each other for ever. */
const MARK = 'FITLY_RESTARTED';

const major = Number(process.versions.node.split('.')[0]);
const restarted = process.env[MARK] === '1';
delete process.env[MARK];

if (major >= NEEDED_MAJOR) {
  // Keeps what stripping the types and compiling gave: the second start takes half the time.
  module.enableCompileCache?.();
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const found = restarted
    ? {
        problem: `the Node that npm brought is version ${process.versions.node}, and Fitly needs ${NEEDED_MAJOR} or newer`,
      }
    : findNode();
  if ('problem' in found) {
    process.stderr.write(`fitly: ${found.problem}\n`);
    process.exitCode = 4;
  } else {
    const self = fileURLToPath(import.meta.url);
    const env = { ...process.env, [MARK]: '1' };
    process.exitCode = await relay(found.path, [...process.execArgv, self, ...process.argv.slice(2)], env);
  }
}
