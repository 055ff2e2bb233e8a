/** The web app that a command serves, built first where its sources have changed, and the one line that says where it is. */
import type { Server } from '@fitly/service';
import { type Terminal, writeLine } from './terminal.ts';

/**
 * Null, after saying why and what to do, where it cannot be built: the API is served without it then. Lines go to the error
 * output, so that `--json` stays one document.
 */
export async function webAppFolder({ err }: Terminal): Promise<string | null> {
  try {
    const { builtApp } = await import('@fitly/web/built-app');
    const { folder, seconds } = await builtApp((line) => writeLine(err, line));
    if (seconds > 0) writeLine(err, `Built the web app in ${seconds.toFixed(1)} s.`);
    return folder;
  } catch (error) {
    writeLine(err, `The web app cannot be built: ${error instanceof Error ? error.message : String(error)}`);
    writeLine(err, 'The API is served without it. Run npm ci in the folder of Fitly, which installs what builds it.');
    return null;
  }
}

/** Address to open, and how one gets in there. */
export async function whereToLook({ url, appLink }: Pick<Server, 'url' | 'appLink'>, appFolder: string | null) {
  if (appFolder === null) return { address: `${url}api/v1`, way: 'the API alone' };
  const link = await appLink();
  return link === null
    ? { address: url, way: 'sign in by password' }
    : { address: link, way: 'signs in one browser, once' };
}

/** For whoever serves a workspace: where to look, and where programs ask. */
export async function writeAddresses(
  terminal: Terminal,
  server: Pick<Server, 'url' | 'appLink'>,
  { appFolder, folder }: { readonly appFolder: string | null; readonly folder: string },
): Promise<void> {
  if (appFolder !== null) {
    const { address, way } = await whereToLook(server, appFolder);
    writeLine(terminal.out, `Open:    ${address}   (${way}; Ctrl-C stops)`);
  }
  writeLine(terminal.out, `The API: ${server.url}api/v1   (its key: ${folder}/secrets/api.key)`);
}
