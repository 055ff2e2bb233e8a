import { PACKAGES, packageAdvice } from '../house.ts';
import { fitlyPackage, isForTests, npmPackage, packageOf, relativeTarget } from '../places.ts';
import type { Rule } from '../repository.ts';

/** Packages import each other in one direction, tests included. */
export const packageDirections: Rule = ({ sources }) =>
  sources.flatMap((file) => {
    const from = packageOf(file.path);
    if (from === null) return [];
    return file.imports.flatMap((imported) => {
      const to = fitlyPackage(imported);
      if (to === null || to === from || PACKAGES[from]?.includes(to)) return [];
      return [`${file.path}:${imported.line} imports @fitly/${to}: ${packageAdvice(from, to)}`];
    });
  });

/** Every package has its place in the table above the rules. */
export const packagesKnown: Rule = ({ manifests }) =>
  manifests.flatMap(({ path }) => {
    const name = packageOf(path) ?? '';
    if (name in PACKAGES) return [];
    return [`${path}:1 is a package without a place: add ${name} and what it may import to test/architecture/house.ts`];
  });

/** A package is entered through its name, so that its package.json decides what others see. */
export const packageDoors: Rule = ({ sources }) =>
  sources.flatMap((file) =>
    file.imports.flatMap((imported) => {
      const target = relativeTarget(file, imported);
      const from = packageOf(file.path);
      if (target === null || packageOf(target) === from || target.endsWith('/package.json')) return [];
      const where = `${file.path}:${imported.line} imports ${imported.specifier}`;
      if (from !== null && packageOf(target) === null) {
        return [`${where}: a package uses nothing outside its folder; move ${target} into packages/${from}/src/`];
      }
      const to = packageOf(target);
      return [`${where}: packages are entered by name; export it from packages/${to} and import @fitly/${to}`];
    }),
  );

/** A package.json lists what the sources import, and nothing else. */
export const manifestsTrue: Rule = ({ sources, manifests }) =>
  manifests.flatMap((manifest) => {
    const folder = packageOf(manifest.path);
    const missing: string[] = [];
    const used = new Set<string>();
    for (const file of sources.filter(({ path }) => packageOf(path) === folder)) {
      const forTests = isForTests(file.path);
      for (const imported of file.imports) {
        const name = npmPackage(imported);
        if (name === null || name === manifest.name) continue;
        if (!forTests) used.add(name);
        const listed = forTests
          ? [...manifest.dependencies, ...manifest.devDependencies, ...TEST_TOOLS]
          : [...manifest.dependencies];
        if (listed.includes(name)) continue;
        const key = forTests ? 'devDependencies' : 'dependencies';
        missing.push(`${file.path}:${imported.line} imports ${name}: add it to "${key}" in ${manifest.path}`);
      }
    }
    const idle = manifest.dependencies.filter((name) => !used.has(name));
    const unused = idle.map((name) => `${manifest.path}:1 lists ${name}, which no source imports: remove it`);
    return [...missing, ...unused];
  });

/** Installed once, for the tests of all packages. */
const TEST_TOOLS = ['vitest', 'fast-check'];
