/** The guide of people and keys is true: its commands work in order, and its table of roles is that of the product. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROLE_NAMES } from '@fitly/contract/api';
import { expect, test } from 'vitest';
import { callFitly } from '../support/call-fitly.ts';

test('docs/guides/team.md', async () => {
  const cwd = await mkdtemp(join(tmpdir(), 'fitly-team-guide-'));
  try {
    const text = await readFile(new URL('../../docs/guides/team.md', import.meta.url), 'utf8');
    expect(await callFitly(['init', '--folder', 'fitly-demo'], cwd)).toMatchObject({ code: 0 });
    for (const [, command = ''] of text.matchAll(/^\$ fitly (.+)$/gm)) {
      const called = await callFitly(command.split(' '), cwd);
      expect(called.code, `${command}\n${called.err}`).toBe(0);
    }
    const { out } = await callFitly(['team', 'list', '--json', '--folder', 'fitly-demo'], cwd);
    expect(JSON.parse(out)).toMatchObject([{ email: 'anna@example.com', role: 'analyst', disabled: true }]);
    expect([...text.matchAll(/^\| `(\w+)` \|/gm)].map(([, role]) => role)).toEqual(ROLE_NAMES);
  } finally {
    await rm(cwd, { recursive: true });
  }
});
