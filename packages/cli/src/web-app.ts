/** The web app that is served beside the report, built first where its sources have changed. */
import { type Terminal, writeLine } from './terminal.ts';

/**
 * Null, after saying why and what to do, where it cannot be built: the report is served without it then. Lines go to the error
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
    writeLine(
      err,
      'The report is served without it. Run npm ci in the folder of Fitly, which installs what builds it.',
    );
    return null;
  }
}
