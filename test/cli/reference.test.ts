import { readFile } from 'node:fs/promises';
import { cliReference } from '@fitly/cli/reference';
import { expect, it } from 'vitest';

const PAGE = new URL('../../docs/reference/cli.md', import.meta.url);

it('docs/reference/cli.md says what the commands say (run scripts/write-cli-reference.ts after a change)', async () => {
  expect(await readFile(PAGE, 'utf8')).toBe(await cliReference());
});

it('every section has an example, every option a meaning, and no default is left in the words of another', async () => {
  const page = await cliReference();
  const sections = page.split(/^## fitly /m).slice(1);
  expect(sections.length).toBeGreaterThan(10);
  for (const section of sections) expect(section).toMatch(/```console\n\$ fitly /);
  expect(page).not.toMatch(/\| `-[^|]*` \| {2}\|/);
  expect(page).not.toContain('undefined');
});
