import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findNode } from './find-node.js';

const BIN = dirname(fileURLToPath(import.meta.url));
const found = findNode();

describe.skipIf('problem' in found || process.platform === 'win32')(
  'link-node.js (skipped where npm brings no Node)',
  () => {
    const real = 'path' in found ? dirname(dirname(found.path)) : '';
    const name = real.split('/').at(-1) ?? '';
    let root: string;

    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), 'fitly-link-node-'));
      cpSync(BIN, join(root, 'packages', 'cli', 'bin'), { recursive: true });
      mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true });
    });
    afterEach(() => rmSync(root, { recursive: true }));

    const link = () =>
      spawnSync(process.execPath, [join(root, 'packages', 'cli', 'bin', 'link-node.js')], { encoding: 'utf8' });

    test('makes the link that npm 10 removes, and leaves one that is there', () => {
      symlinkSync(real, join(root, 'node_modules', name));
      for (const _ of ['missing', 'there']) {
        expect(link()).toMatchObject({ status: 0, stderr: '' });
        expect(readlinkSync(join(root, 'node_modules', '.bin', 'node'))).toMatch(/node-[\w-]+\/bin\/node$/);
      }
    });

    test('fails with what the system said when that Node does not start', () => {
      const broken = join(root, 'node_modules', name);
      mkdirSync(join(broken, 'bin'), { recursive: true });
      writeFileSync(join(broken, 'package.json'), JSON.stringify({ name, bin: { node: 'bin/node' } }));
      writeFileSync(join(broken, 'bin', 'node'), '#!/bin/sh\necho "libsomething.so.1 is missing" >&2\nexit 127\n');
      chmodSync(join(broken, 'bin', 'node'), 0o755);
      expect(link()).toMatchObject({ status: 1, stderr: expect.stringContaining('libsomething.so.1 is missing') });
    });

    test('is content without the package under a Node that is new enough', () => {
      expect(link()).toMatchObject({ status: 0, stderr: '' });
    });
  },
);
