import { describe, expect, test } from 'vitest';
import { parseFiles } from './syntax.ts';

function parse(text: string, path = 'sample.ts') {
  const [file] = parseFiles([{ path, text }]);
  return file!;
}
const imports = (text: string, path?: string) =>
  parse(text, path).imports.map(({ specifier, line }) => `${line} ${specifier}`);
const uses = (text: string) => parse(text).uses.map((use) => use.what);

describe('imports', () => {
  test.each([
    ['a static import', `import { a } from './a.ts';`, ['1 ./a.ts']],
    ['an import for its effect', `import './a.ts';`, ['1 ./a.ts']],
    ['a type-only import', `import type { A } from './a.ts';`, ['1 ./a.ts']],
    ['an inline type import', `import { type A } from './a.ts';`, ['1 ./a.ts']],
    ['a namespace import', `import * as a from "./a.ts";`, ['1 ./a.ts']],
    ['an import with attributes', `import a from './a.json' with { type: 'json' };`, ['1 ./a.json']],
    ['a re-export', `export { a } from './a.ts';`, ['1 ./a.ts']],
    ['a re-export of everything', `export * from './a.ts';\nexport * as b from './b.ts';`, ['1 ./a.ts', '2 ./b.ts']],
    ['a type-only re-export', `export type { A } from './a.ts';`, ['1 ./a.ts']],
    ['a dynamic import', `const a = await import('./a.ts');`, ['1 ./a.ts']],
    ['a dynamic import inside a template', `const s = \`\${(await import('./a.ts')).a}\`;`, ['1 ./a.ts']],
    ['a dynamic import of a plain template', 'await import(`./a.ts`);', ['1 ./a.ts']],
    ['a computed dynamic import', 'await import(name);', ['1 null']],
    ['the type of a module', `type A = import('./a.ts').A;\nlet b: typeof import('./b.ts');`, ['1 ./a.ts', '2 ./b.ts']],
    ['a require', `const a = require('./a.cjs');`, ['1 ./a.cjs']],
    [
      'an import over several lines, at the line of its path',
      `import {\n  a,\n  b,\n} from\n  './a.ts';`,
      ['5 ./a.ts'],
    ],
    ['two on one line', `import './a.ts'; import './b.ts';`, ['1 ./a.ts', '1 ./b.ts']],
  ])('finds %s', (_, text, expected) => expect(imports(text)).toEqual(expected));

  test.each([
    ['a line comment', `// import './a.ts';`],
    ['a block comment', `/* import './a.ts';\nexport * from './b.ts'; */`],
    ['a string', `const s = "import './a.ts'";`],
    ['a template', "const s = `\nimport './a.ts';\n`;"],
    ['a regular expression', `const r = /import '.*'/;`],
    ['a member called import', `a.import('./a.ts');`],
    ['an export of its own', `export const from = './a.ts';`],
  ])('finds none in %s', (_, text) => expect(imports(text)).toEqual([]));

  test('reads JSX, where text may look like code', () => {
    expect(imports(`import './a.ts';\nexport const A = <p>import './b.ts'</p>;`, 'a.tsx')).toEqual(['1 ./a.ts']);
  });

  test('refuses a file that is not TypeScript', () => {
    expect(() => parse('const = 1;', 'broken.ts')).toThrow(/broken\.ts cannot be parsed/);
  });
});

describe('uses', () => {
  test.each([
    ['Math.random();', 'Math.random'],
    [`Math['random']();`, 'Math.random'],
    ['Math?.random();', 'Math.random'],
    ['globalThis.process;', 'process'],
    ['const { random } = Math;', 'Math'],
    ['const m = Math;', 'Math'],
    ['Math[name];', 'Math'],
    ['new Date();', 'new Date()'],
    ['new Date;', 'new Date()'],
    ['Date();', 'Date()'],
    ['const now = Date.now;', 'Date.now'],
    ['f({ process });', 'process'],
    [`const s = \`\${process.pid}\`;`, 'process.pid'],
    ['a ** b;', '**'],
    ['a **= 2;', '**'],
    ['import.meta.url;', 'import.meta'],
    ['Temporal.Now.instant();', 'Temporal.Now'],
  ])('sees %s', (text, what) => expect(uses(text)).toContain(what));

  test.each([
    ['// Math.random()', 'Math.random'],
    ['const s = "Math.random()";', 'Math.random'],
    ['const r = /a/.test("process.exit()");', 'process'],
    ['new Date(0);', 'new Date()'],
    ['new Date(0);', 'Date'],
    ['let at: Date;', 'Date'],
    ['x.process;', 'process'],
    ['interface A { readonly process: string }', 'process'],
    ['const a = { process: 1 };', 'process'],
    ['2n ** 64n;', '**'],
    ['const a = 4 * 2; /** two ** stars */', '**'],
  ])('in %s does not see %s', (text, what) => expect(uses(text)).not.toContain(what));
});
