/** The plan of the house: which rooms there are and in which direction each may import. The rules read these tables. */

/** Package (folder below packages/) → packages it may import. What is not listed here is not a package yet. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  kernel: ['core'],
  simulator: ['core'],
  contract: ['core'],
  store: ['core'],
  braze: ['core'],
  identity: ['core', 'contract'],
  'braze-sandbox': ['core', 'simulator'],
  service: ['core', 'store', 'braze', 'contract', 'identity', 'kernel', 'simulator'],
  cli: ['core', 'service', 'contract', 'simulator', 'braze-sandbox', 'web'],
  web: ['contract'],
};

/** Folder of core → folders of core it may import, nearest the ground first. */
export const CORE_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  math: [],
  privacy: ['math'],
  design: ['math', 'privacy'],
  data: ['math', 'design'],
  policy: ['math', 'design', 'data'],
  learn: ['math', 'design', 'data', 'policy'],
  decide: ['math', 'design', 'data', 'policy'],
  dispatch: ['math', 'design', 'data', 'policy', 'decide'],
  measure: ['math', 'design', 'data'],
  report: ['math', 'design', 'data', 'measure'],
};

/** Files at the top of core that every folder may import and that import no folder. */
export const CORE_WORDS: readonly string[] = ['terms', 'errors', 'time', 'time-zones', 'ports'];

/** Folders of core in whose results the last bit counts: a replayed decision must be equal, not nearly equal. */
export const BITWISE_FOLDERS: readonly string[] = ['math', 'data', 'policy', 'decide', 'learn'];

/** Longest source, in lines: past it a file holds more than one idea. */
export const LONGEST_SOURCE = 600;

/** What to do about an import from one package of another that the table forbids. */
export function packageAdvice(from: string, to: string): string {
  if (from === 'core') {
    return `core knows no shell; describe what it needs as an interface in packages/core/src/ports.ts and let packages/${to} implement it`;
  }
  if (from === 'web') return 'the web app sees only the wire; put the shape it needs into packages/contract/src/';
  if (from === 'braze-sandbox' && to === 'braze') {
    return 'the sandbox must not share the mistakes of the client; state the fact of the wire again in packages/braze-sandbox/src/';
  }
  if (from === 'cli')
    return `the command line is a thin shell; move the code to packages/service/src/ and export it there`;
  if (from === 'service') return `services do not know who calls them; pass what is needed of ${to} in as an argument`;
  if (PACKAGES[to]?.includes(from)) return `move what needs ${to} to packages/${to}/src/, or pass it in as an argument`;
  return 'adapters do not know each other; join them in packages/service/src/, through an interface in packages/core/src/ports.ts';
}

/** What to do about an import from one folder of core of another that the table forbids. */
export function folderAdvice(from: string, to: string): string {
  const common = nearestCommon(from, to);
  if (from === 'measure' || from === 'report') {
    return `the judge must not share the bugs of the player; log what is needed with the decision and read it from packages/core/src/data/`;
  }
  if (CORE_FOLDERS[to]?.includes(from)) {
    return `move what ${from} needs to packages/core/src/${from}/, or the code that joins both to packages/core/src/${to}/`;
  }
  return `${from} and ${to} meet in ${common}; move what both need to packages/core/src/${common}/`;
}

function nearestCommon(from: string, to: string): string {
  const theirs = CORE_FOLDERS[to] ?? [];
  return (CORE_FOLDERS[from] ?? []).filter((folder) => theirs.includes(folder)).at(-1) ?? 'math';
}
