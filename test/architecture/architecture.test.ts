import { fileURLToPath } from 'node:url';
import { DIMENSION_KINDS } from '@fitly/core/design';
import { ERROR_CATALOGUE } from '@fitly/core/errors';
import { GROUPS, STEPS } from '@fitly/core/terms';
import { describe, expect, test } from 'vitest';
import { readRepository } from './repository.ts';
import { arithmeticExact, coreAlone, coreDirections, corePure, coreRoomsKnown } from './rules/core.ts';
import { errorsPageTrue, errorsRaised } from './rules/errors-page.ts';
import { noCycles, noMachinePaths, sourcesShort, testsNotImported } from './rules/files.ts';
import { glossaryTrue } from './rules/glossary.ts';
import { manifestsTrue, packageDirections, packageDoors, packagesKnown } from './rules/packages.ts';

describe('the house', () => {
  const repository = readRepository(fileURLToPath(new URL('../../', import.meta.url)));

  test('has been read: sources, packages and pages are there', () => {
    const paths = repository.sources.map((file) => file.path);
    expect(paths).toContain('packages/core/src/terms.ts');
    expect(paths).toContain('packages/cli/bin/fitly.js');
    expect(paths).toContain('test/architecture/architecture.test.ts');
    expect(repository.manifests.map((manifest) => manifest.name)).toContain('@fitly/core');
    expect(paths.filter((path) => path.includes('node_modules'))).toEqual([]);
    expect(repository.sources.flatMap((file) => file.imports).length).toBeGreaterThan(100);
  });

  test.each([
    ['packages import each other in one direction', packageDirections],
    ['every package has a place in the plan', packagesKnown],
    ['packages are entered by name, never by path', packageDoors],
    ['each package.json lists what is imported and nothing else', manifestsTrue],
    ['the folders of core import each other in one direction', coreDirections],
    ['every file of core is in a room of the plan', coreRoomsKnown],
    ['core imports nothing but itself', coreAlone],
    ['core has no clock, no dice and no I/O', corePure],
    ['decisions use no arithmetic whose last bit an engine may choose', arithmeticExact],
    ['no file imports itself by way of others', noCycles],
    ['no test is imported', testsNotImported],
    ['no source is too long for one idea', sourcesShort],
    ['nothing refers to the machine it was written on', noMachinePaths],
    ['the page of errors lists the codes of the catalogue', errorsPageTrue(ERROR_CATALOGUE)],
    ['every error of the catalogue is raised somewhere', errorsRaised(ERROR_CATALOGUE)],
    ['the glossary spells the words of the types', glossaryTrue([...STEPS, ...GROUPS, ...DIMENSION_KINDS])],
  ])('%s', (_, rule) => expect(rule(repository)).toEqual([]));
});
