import { expect, test } from 'vitest';
import type { Agent } from '../agent.ts';
import { option, SHOP_AGENT } from '../fixtures.ts';
import { forbiddenChanges } from './forbidden-changes.ts';

const [creative, subject, hour] = SHOP_AGENT.dimensions as [
  Agent['dimensions'][0],
  Agent['dimensions'][0],
  Agent['dimensions'][0],
];
const changed = (more: Partial<Agent>): string[] =>
  forbiddenChanges(SHOP_AGENT, { ...SHOP_AGENT, ...more }).map((issue) => issue.path);

test.each([
  ['another event', { success: { ...SHOP_AGENT.success, event: 'purchase' } }, ['success.event']],
  ['another horizon', { success: { ...SHOP_AGENT.success, horizonDays: 7 } }, ['success.horizon']],
  [
    'another type of an attribute',
    { context: [{ ...SHOP_AGENT.context[0]!, type: 'category' as const }] },
    ['context.recency.type'],
  ],
  ['a dimension that is gone', { dimensions: [creative, subject] }, ['dimensions.hour']],
  [
    'an option that is gone',
    { dimensions: [creative, { ...subject, options: subject.options.slice(1) }, hour] },
    ['dimensions.subject.options.plain'],
  ],
])('%s is another agent', (_name, more, paths) => expect(changed(more)).toEqual(paths));

test.each([
  ['nothing', {}],
  ['a label, shares and the time of the run', { description: 'new', groups: { ...SHOP_AGENT.groups, agent: 0.6 } }],
  ['an added option', { dimensions: [creative, { ...subject, options: [...subject.options, option('new')] }, hour] }],
  [
    'a retired option',
    {
      dimensions: [
        { ...creative, options: [creative.options[0]!, option('womens', { state: 'retired' })] },
        subject,
        hour,
      ],
    },
  ],
  ['an added or removed attribute', { context: [] }],
])('%s may change', (_name, more) => expect(changed(more)).toEqual([]));
