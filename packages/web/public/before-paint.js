// Runs before the first paint and before any module: the theme, and no code made at run time, which the policy forbids.
(() => {
  globalThis.__zod_globalConfig = { jitless: true };
  let kept = null;
  try {
    kept = localStorage.getItem('mantine-color-scheme-value');
  } catch {
    // A browser that keeps nothing follows the system.
  }
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = kept === 'light' || kept === 'dark' ? kept : isDark ? 'dark' : 'light';
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
})();
