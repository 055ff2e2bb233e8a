import { expect, test } from 'vitest';
import type { Agent, Dimension } from '../agent.ts';
import { option, SHOP_AGENT } from '../fixtures.ts';
import { changesSince } from './changes-since.ts';

const [creative, subject, hour] = SHOP_AGENT.dimensions as [Dimension, Dimension, Dimension];
const [plain, benefit] = subject.options as [Dimension['options'][0], Dimension['options'][0]];
const withSubject = (...options: Dimension['options']): Agent => ({
  ...SHOP_AGENT,
  dimensions: [creative, { ...subject, options }, hour],
});
const EXTRA = withSubject(plain, benefit, option('extra'));
const RETIRED = withSubject(plain, { ...benefit, state: 'retired' });
const SHORTER: Agent = { ...SHOP_AGENT, success: { ...SHOP_AGENT.success, horizonDays: 7 } };

const found = (newest: Agent, ran: Agent | null, now: Agent, saved: readonly Agent[] = [newest]) =>
  changesSince({ newest, ran, saved }, now).map((change) => [change.path, change.effect]);

test('before the first run everything may change, also what was retired', () => {
  expect(found(SHOP_AGENT, null, SHORTER)).toEqual([['success.horizon', 'none']]);
  expect(found(RETIRED, null, SHOP_AGENT)).toEqual([['dimensions.subject.options.benefit.state', 'none']]);
});

test('what a run rests on may not change', () =>
  expect(found(SHOP_AGENT, SHOP_AGENT, SHORTER)).toEqual([['success.horizon', 'forbidden']]));

test('an option that was saved and never ran may be taken out again', () =>
  expect(found(EXTRA, SHOP_AGENT, SHOP_AGENT, [SHOP_AGENT, EXTRA])).toEqual([
    ['dimensions.subject.options.extra', 'none'],
  ]));

test('what an unrun version had already lost is told, though the newest version has it', () =>
  expect(found(SHORTER, SHOP_AGENT, SHORTER)).toEqual([['success.horizon', 'forbidden']]));

test('a retirement holds from the moment it is saved, whether it ran or not', () => {
  const path = 'dimensions.subject.options.benefit.state';
  expect(found(RETIRED, SHOP_AGENT, SHOP_AGENT, [SHOP_AGENT, RETIRED])).toEqual([[path, 'forbidden']]);
  expect(found(RETIRED, RETIRED, SHOP_AGENT, [SHOP_AGENT, RETIRED])).toEqual([[path, 'forbidden']]);
});
