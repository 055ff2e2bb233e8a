/** The browser that tests of pages drive: whichever of four is found first, always headless and always off the network. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { bundledChromium, type InstalledBrowser } from './bundled-chromium.ts';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/** Without these Chromium looks up its maker's hosts at every start, which a closed network answers slowly. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Starts a headless Chromium with an empty profile; the caller closes it. Order: the path in FITLY_CHROMIUM; the one that npm brought;
 * the system's; and, as root on Debian, the system's after installing it. Throws with the command that helps when there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  return chromium.launch({
    executablePath,
    headless: true,
    // Chromium refuses its sandbox to root, and containers refuse it to everyone else; tests open our own pages only.
    chromiumSandbox: false,
    args: FLAGS,
    env: { ...process.env, ...env },
  });
}

async function findBrowser(): Promise<InstalledBrowser> {
  const explicit = process.env['FITLY_CHROMIUM'];
  if (explicit !== undefined && explicit !== '') {
    if (existsSync(explicit)) return { executablePath: explicit, env: {} };
    throw new Error(`FITLY_CHROMIUM names ${explicit}, which does not exist; give the path of a Chromium or unset it`);
  }
  const bundled = await bundledChromium();
  if (bundled !== null) return bundled;
  if (existsSync(DEBIAN_CHROMIUM) || installOnDebian()) return { executablePath: DEBIAN_CHROMIUM, env: {} };
  throw new Error(
    'no Chromium for the page tests on this machine: install one (Debian: apt-get install chromium) ' +
      'or set FITLY_CHROMIUM to the path of one',
  );
}

function installOnDebian(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  const commands = [['update'], ['install', '-y', '--no-install-recommends', 'chromium']];
  for (const command of commands) {
    const { status } = spawnSync('/usr/bin/apt-get', ['-qq', ...command], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status !== 0) return false;
  }
  return existsSync(DEBIAN_CHROMIUM);
}
