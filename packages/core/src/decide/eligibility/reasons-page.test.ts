import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STATIC_REASONS } from '../../design/static-eligibility.ts';
import { QUIET_REASONS } from '../quiet-times.ts';

const page = readFileSync(new URL('../../../../../docs/reference/reasons.md', import.meta.url), 'utf8');

test.each([
  ...STATIC_REASONS,
  ...QUIET_REASONS,
  'agent_cap',
  'message_cap',
  'all_agents_cap',
  'budget',
  'lost_arbitration',
  'chosen',
  'no_eligible_action',
  'cap',
])('docs/reference/reasons.md explains `%s`', (reason) => {
  expect(page).toContain(`| \`${reason}\` |`);
});
