import { describe, expect, test } from 'vitest';
import { agent, day, keyOf, nextDay, now, temporaryState } from '../testing.ts';
import { addCustomers, sealedIds, timeZones } from './customers.ts';
import { addEnrolments, enrolments } from './enrolments.ts';

const customer = (n: number) => ({
  customerKey: keyOf(n),
  sealed: Uint8Array.from({ length: 50 }, (_, at) => (n + at) % 256),
  timeZone: n % 2 === 0 ? 'Europe/Berlin' : null,
  firstSeenAt: now + n,
});

describe('customers', () => {
  test('are added once and keep what they were first added with', async () => {
    const { db } = await temporaryState();
    expect(await addCustomers(db, [customer(1), customer(2)])).toBe(2);
    expect(await addCustomers(db, [{ ...customer(1), sealed: Uint8Array.of(9) }, customer(3)])).toBe(1);
    const sealed = await sealedIds(db, [keyOf(1), keyOf(3), keyOf(4)]);
    expect([...sealed.keys()].sort()).toEqual([keyOf(1), keyOf(3)]);
    expect(Buffer.from(sealed.get(keyOf(1)) ?? [])).toEqual(Buffer.from(customer(1).sealed));
    expect(await timeZones(db, [keyOf(1), keyOf(2)])).toEqual(
      new Map([
        [keyOf(1), null],
        [keyOf(2), 'Europe/Berlin'],
      ]),
    );
  });

  test('may be none', async () => {
    const { db } = await temporaryState();
    expect(await addCustomers(db, [])).toBe(0);
    expect((await sealedIds(db, [])).size).toBe(0);
  });

  test('more than one statement holds are all added', async () => {
    const { db } = await temporaryState();
    const many = Array.from({ length: 50_001 }, (_, n) => customer(n));
    expect(await addCustomers(db, many)).toBe(50_001);
    expect((await sealedIds(db, [keyOf(0), keyOf(50_000)])).size).toBe(2);
  });
});

describe('enrolments', () => {
  test('come back as columns in the order of the customer keys, and a group stays', async () => {
    const { db } = await temporaryState();
    await addCustomers(db, [customer(1), customer(2), customer(3)]);
    const enrolment = (n: number, group: 'agent' | 'holdout') => ({
      customerKey: keyOf(n),
      group,
      epoch: 1,
      enrolledDay: day,
    });
    expect(await addEnrolments(db, agent, [enrolment(3, 'agent'), enrolment(1, 'holdout')])).toBe(2);
    const later = [enrolment(3, 'holdout'), { ...enrolment(2, 'agent'), epoch: 2, enrolledDay: nextDay }];
    expect(await addEnrolments(db, agent, later)).toBe(1);
    expect(await enrolments(db, agent)).toEqual({
      rowCount: 3,
      customerKeys: [keyOf(1), keyOf(2), keyOf(3)],
      groups: ['holdout', 'agent', 'agent'],
      epochs: Int32Array.of(1, 2, 1),
      enrolledDays: [day, nextDay, day],
    });
  });

  test('need a customer', async () => {
    const { db } = await temporaryState();
    const stranger = { customerKey: keyOf(1), group: 'agent', epoch: 1, enrolledDay: day } as const;
    await expect(addEnrolments(db, agent, [stranger])).rejects.toThrow(/FOREIGN KEY/);
  });
});
