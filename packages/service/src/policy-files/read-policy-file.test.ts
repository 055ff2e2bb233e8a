import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPolicyCode, readPolicyFile } from './read-policy-file.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fitly-own-'));
  folder = join(root, 'workspace');
  await mkdir(folder);
});
afterEach(() => rm(root, { recursive: true }));

const POLICY = 'export default { probabilities: ({ eligible }) => eligible.map(Number) };';

/** What each text comes to in a process of its own: the test runner has its own way of importing. */
async function readEach(texts: Readonly<Record<string, string>>): Promise<Readonly<Record<string, string>>> {
  const script = `
    import { readPolicyCode } from ${JSON.stringify(import.meta.resolve('./read-policy-file.ts'))};
    const said = {};
    for (const [name, [file, text]] of Object.entries(${JSON.stringify(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, [name, `${text}\n${POLICY}`]])),
    )})) {
      said[name] = await readPolicyCode(file, text).then(() => 'good', ({ code, message }) => code + ' ' + message);
    }
    console.log(JSON.stringify(said));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout) as Record<string, string>;
}

test('a file imports nothing but node: modules, and what is wrong with one is told without its words', async () => {
  await writeFile(join(root, 'other.mjs'), 'export const planted = 1;');
  const url = pathToFileURL(join(root, 'other.mjs')).href;
  const texts = {
    'node.ts': "import { sep } from 'node:path';\nawait import('node:os');\nexport const a: string = sep;",
    'static.ts': `import '${url}';`,
    'dynamic.mjs': `await import('${url}');`,
    'computed.mjs': `await import(['${url}'].join(''));`,
    'caught.mjs': `await import('${url}').catch(() => {});`,
    'exported.mjs': `export * from '${url}';`,
    'required.mjs': `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('${join(root, 'other.mjs')}');`,
    'data.mjs': "import 'data:text/javascript,1';",
    'bare.mjs': "import 'planted';",
    'syntax.ts': 'const a = 1;\nplanted secret;',
    'syntax.mjs': 'const a = 1;\nplanted secret;',
    'unknown.mjs': 'const a = 1;\nplanted;',
  };
  const said = await readEach(texts);
  const imports = expect.stringMatching(/^custom_policy_failed .*: it imports what is no node: module$/);
  expect(said).toEqual({
    'node.ts': 'good',
    ...Object.fromEntries(
      Object.keys(texts)
        .slice(1, 9)
        .map((name) => [name, imports]),
    ),
    'syntax.ts': expect.stringMatching(/: it cannot be read: SyntaxError in line 2$/),
    'syntax.mjs': expect.stringMatching(/: it cannot be read: SyntaxError \(node --check tells where\)$/),
    'unknown.mjs': expect.stringMatching(/: it cannot be read: ReferenceError in line 2$/),
  });
});

test('a link that leads out of the workspace is not followed', async () => {
  await writeFile(join(root, 'other.ts'), POLICY);
  await symlink(join(root, 'other.ts'), join(folder, 'mine.ts'));
  await expect(readPolicyFile(folder, 'mine.ts')).rejects.toThrow('it lies outside the workspace folder');
});

test('a failure is not remembered, and one text is another under another ending', async () => {
  const source = `globalThis.triedPolicy = (globalThis.triedPolicy ?? 0) + 1;
if (globalThis.triedPolicy === 1) throw new Error('not yet');\n${POLICY}`;
  await expect(readPolicyCode('a.mjs', source)).rejects.toThrow('it cannot be read');
  expect(await readPolicyCode('a.mjs', source)).toBe(await readPolicyCode('b.mjs', source));
  const typed = `const a: number = 1;\n${POLICY}`;
  expect(await readPolicyCode('c.mjs', typed).catch(() => null)).not.toBe(await readPolicyCode('c.ts', typed));
});
