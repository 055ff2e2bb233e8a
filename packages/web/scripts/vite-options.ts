import type { InlineConfig } from 'vite';

/** Settings stand here and not in a file of their own, so that whoever builds gets the same app wherever they are. */
export const viteOptions = (root: string, outDir: string): InlineConfig => ({
  ...{ root, base: '/', configFile: false, envFile: false, logLevel: 'error', mode: 'production' },
  build: {
    ...{ outDir, emptyOutDir: true, target: 'es2023', manifest: true },
    // A strict policy lets no `data:` through, so nothing is put inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
