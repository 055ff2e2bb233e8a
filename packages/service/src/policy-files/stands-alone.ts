/** What a policy file may import: the text that is kept with a version has to be all that a replay needs. */
import { registerHooks } from 'node:module';

/** Policy files of this process → whether one was refused an import. */
const files = new Map<string, boolean>();

/** From now on the module can import `node:` modules alone, however it asks. Returns whether it has been refused another. */
export function standsAlone(url: string): () => boolean {
  if (files.size === 0) refuseImports();
  files.set(url, false);
  return () => files.get(url) === true;
}

function refuseImports(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const from = context.parentURL;
      if (from === undefined || !files.has(from) || specifier.startsWith('node:')) {
        return nextResolve(specifier, context);
      }
      files.set(from, true);
      throw new Error('a policy file imports nothing but node: modules');
    },
  });
}
