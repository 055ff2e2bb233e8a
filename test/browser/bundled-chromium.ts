import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';

/** A browser on the disk, and what its process needs in its environment. */
export interface InstalledBrowser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The headless Chromium inside the npm package `@sparticuz/chromium`, unpacked once (about 3 s, 220 MB) into
 * `node_modules/.cache`. It needs nothing of the machine but glibc: the NSS and expat libraries and a font come along.
 * Null where the package has no build: it is made for Linux on x64 only.
 *
 * The package's own `executablePath()` is not used: it unpacks those libraries on Amazon's machines only, and always
 * into the shared temp folder, where another user's file of that name would be run.
 */
export async function bundledChromium(): Promise<InstalledBrowser | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null;
  const home = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string };
  const cache = join(home, '..', '..', '.cache', 'fitly');
  const folder = join(cache, `chromium-${version}`);
  if (!existsSync(folder)) await unpackOnce(join(home, 'bin'), cache, folder);
  await pointToOwnFonts(folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'libraries', 'lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
  };
}

/** Unpacks beside the final folder and renames, so that a folder that exists is complete, whoever was first. */
async function unpackOnce(archives: string, cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    await Promise.all([
      decompress(join(archives, 'chromium.br'), join(draft, 'chromium'), 0o755),
      untar(join(archives, 'al2023.tar.br'), join(draft, 'libraries')),
      untar(join(archives, 'fonts.tar.br'), join(draft, 'fonts')),
    ]);
    await chmod(draft, 0o755);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(folder, 'chromium'))) throw error;
  }
}

/** By way of a file: tar stops reading at the end mark of an archive, which looks like a broken pipe to the writer. */
async function untar(archive: string, folder: string): Promise<void> {
  const plain = `${folder}.tar`;
  await decompress(archive, plain);
  await mkdir(folder);
  await promisify(execFile)('tar', ['-xf', plain, '--no-same-owner', '-C', folder]);
  await rm(plain);
}

async function decompress(from: string, to: string, mode = 0o644): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode }));
}

/** Paths of fonts are whole ones: in a project that was moved or copied they would lead nowhere, and pages had no text. */
async function pointToOwnFonts(folder: string): Promise<void> {
  const path = join(folder, 'fonts.conf');
  const wanted = fontConfiguration(folder);
  if ((await readFile(path, 'utf8').catch(() => '')) === wanted) return;
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, wanted);
  await rename(draft, path);
}

/** Only the package's own font: a page then looks the same on every machine. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}
