import { asAgentName } from '@fitly/core/terms';
import { expect, test } from 'vitest';
import { agent, keyOf, now, temporaryState } from '../testing.ts';
import { addCustomers } from './customers.ts';
import { forgetProfileAttributes, keepProfileAttributes, profileAttributes } from './profile-attributes.ts';

test('the newest value of each attribute is kept, for each agent apart, until it is in doubt', async () => {
  const { db } = await temporaryState();
  const [ann, bob] = [keyOf(1), keyOf(2)];
  const customer = { sealed: new Uint8Array([1]), timeZone: null, firstSeenAt: now };
  await addCustomers(
    db,
    [ann, bob].map((customerKey) => ({ ...customer, customerKey })),
  );
  await keepProfileAttributes(
    db,
    agent,
    [
      { customerKey: ann, values: { group: 'agent', subject: 'plain' } },
      { customerKey: bob, values: { group: 'holdout' } },
    ],
    now,
  );
  await keepProfileAttributes(db, agent, [{ customerKey: ann, values: { subject: 'benefit' } }], now + 1);
  await keepProfileAttributes(db, agent, [], now + 2);
  expect(await profileAttributes(db, agent)).toEqual(
    new Map([
      [ann, { group: 'agent', subject: 'benefit' }],
      [bob, { group: 'holdout' }],
    ]),
  );
  await forgetProfileAttributes(db, agent, [{ customerKey: ann, values: { subject: 'other' } }]);
  expect((await profileAttributes(db, agent)).get(ann)).toEqual({ group: 'agent' });
  expect(await profileAttributes(db, asAgentName('another'))).toEqual(new Map());
});
