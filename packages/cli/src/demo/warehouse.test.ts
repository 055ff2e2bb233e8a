import type { Agent } from '@fitly/core/design';
import type { WorldSpec } from '@fitly/simulator';
import { expect, test } from 'vitest';
import { needsWarehouse } from './warehouse.ts';

const agentOf = (event: string, value: string, fields: readonly object[] = []): Agent =>
  ({ success: { event, value, fields } }) as unknown as Agent;
const stays = { segments: [{ leaveAfter: [] }] } as unknown as WorldSpec;
const leaves = { segments: [{ leaveAfter: ['renewal'] }] } as unknown as WorldSpec;

test.each([
  ['a count of an event', agentOf('visit', '1'), stays, false],
  ['the money of purchases', agentOf('purchase', 'amount - cost(option.offer)'), stays, false],
  ['the money of a custom event', agentOf('account_opened', 'amount * 0.5'), stays, true],
  ['a field', agentOf('renewal', 'months', [{ name: 'months', type: 'number' }]), stays, true],
  ['an event that ends membership of the segment', agentOf('renewal', '1'), leaves, true],
])('whoever counts %s needs a warehouse, or not', (_, agent, spec, needs) => {
  expect(needsWarehouse(agent, spec)).toBe(needs);
});
