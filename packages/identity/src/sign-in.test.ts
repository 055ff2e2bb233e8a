import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Identity, openIdentity } from './open-identity.ts';
import type { Answer, Browser } from './sign-in.ts';

const START = Date.UTC(2026, 10, 27, 8);
const PASSWORD = 'seven sleepy otters';
const ANNA = { name: 'Anna', email: 'anna@example.com', role: 'marketer' } as const;

let folder: string;
let identity: Identity;
let clock: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fitly-identity-'));
  clock = START;
  identity = await open();
});
afterEach(async () => {
  identity.close();
  await rm(folder, { recursive: true });
});

const open = (): Promise<Identity> =>
  openIdentity({
    ...{ file: join(folder, 'identity.db'), secret: 's'.repeat(43), publicUrl: 'http://127.0.0.1:8410' },
    now: () => clock,
  });

const browser = (cookies: readonly string[] = [], address = '127.0.0.1'): Browser => ({
  headers: new Headers({ cookie: cookies.map((each) => each.split(';', 1)[0]).join('; ') }),
  address,
});
const personWith = (answer: Answer<unknown>) => identity.signIn.personOf(browser(answer.cookies).headers);

/** Somebody with a password, signed in. */
async function anna(): Promise<Answer<unknown>> {
  const person = await identity.people.add(ANNA);
  const linked = (await identity.signIn.redeem(await identity.signIn.linkFor(person), browser()))!;
  await identity.signIn.setPassword({ current: null, next: PASSWORD }, browser(linked.cookies));
  return linked;
}

/** RFC 6238 with the defaults of every app: SHA-1, 30 seconds, 6 digits. */
function codeOf(uri: string, ahead = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const secret = new URL(uri).searchParams.get('secret')!;
  const bits = [...secret].map((each) => alphabet.indexOf(each).toString(2).padStart(5, '0')).join('');
  const bytes = bits.match(/.{8}/g)!.map((each) => Number.parseInt(each, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor((Date.now() + ahead) / 30_000)));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const code = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fff_ffff;
  return String(code % 1_000_000).padStart(6, '0');
}

describe('a link', () => {
  test('lets in once, and a made-up one never', async () => {
    const owner = (await identity.signIn.firstOwner())!;
    const code = await identity.signIn.linkFor(owner);
    const answer = (await identity.signIn.redeem(code, browser()))!;
    expect(await personWith(answer)).toMatchObject({ role: 'owner', hasPassword: false });
    expect(answer.cookies.join()).toMatch(/^fitly_8410\.session_token=[^;]+; .*HttpOnly; SameSite=Strict/i);
    expect(await identity.signIn.redeem(code, browser())).toBeNull();
    expect(await identity.signIn.redeem('made-up', browser())).toBeNull();
  });

  test('of a person with a password ends it, the second factor and every other session', async () => {
    const first = await anna();
    const { uri } = (await identity.signIn.beginSecondFactor(PASSWORD, browser(first.cookies))).value.begun!;
    const confirmed = await identity.signIn.confirmSecondFactor(codeOf(uri), browser(first.cookies));
    expect(confirmed.value.kind).toBe('right');
    const person = await identity.people.byEmail(ANNA.email);
    expect(person).toMatchObject({ hasPassword: true, secondFactor: true });
    const again = (await identity.signIn.redeem(await identity.signIn.linkFor(person), browser()))!;
    expect(await personWith(confirmed)).toBeNull();
    expect(await personWith(again)).toMatchObject({ hasPassword: false, secondFactor: false });
    expect((await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser())).value.kind).toBe('failed');
  });

  test('opens nothing once there is a newer one, or a password', async () => {
    const person = await identity.people.add(ANNA);
    const [old, fresh] = [await identity.signIn.linkFor(person), await identity.signIn.linkFor(person)];
    expect(await identity.signIn.redeem(old, browser())).toBeNull();
    const first = (await identity.signIn.redeem(fresh, browser()))!;
    const late = await identity.signIn.linkFor(person);
    const other = (await identity.signIn.redeem(await identity.signIn.linkFor(person), browser()))!;
    await identity.signIn.setPassword({ current: null, next: PASSWORD }, browser(other.cookies));
    expect(await identity.signIn.redeem(late, browser())).toBeNull();
    expect(await personWith(first)).toBeNull();
    expect(await personWith(other)).not.toBeNull();
  });

  test('is that of whom it was made for, when two are made at once', async () => {
    const people = await Promise.all(
      ['a', 'b', 'c'].map((each) => identity.people.add({ ...ANNA, email: `${each}@example.com` })),
    );
    const codes = await Promise.all(people.map((each) => identity.signIn.linkFor(each)));
    for (const [index, code] of codes.entries()) {
      expect(await personWith((await identity.signIn.redeem(code, browser()))!)).toMatchObject({
        email: people[index]!.email,
      });
    }
  });

  test('is offered to the owner until somebody who owns has a password', async () => {
    const owner = (await identity.signIn.firstOwner())!;
    expect(await identity.signIn.firstOwner()).toMatchObject({ id: owner.id });
    const linked = (await identity.signIn.redeem(await identity.signIn.linkFor(owner), browser()))!;
    await identity.signIn.setPassword({ current: null, next: PASSWORD }, browser(linked.cookies));
    expect(await identity.signIn.firstOwner()).toBeNull();
  });
});

describe('a password', () => {
  test('signs in, and another one does not', async () => {
    await anna();
    const right = await identity.signIn.withPassword({ email: 'ANNA@example.com', password: PASSWORD }, browser());
    expect(right.value.kind).toBe('signed_in');
    expect(await personWith(right)).toMatchObject({ email: ANNA.email, role: 'marketer' });
    const wrong = await identity.signIn.withPassword({ ...ANNA, password: `${PASSWORD}!` }, browser());
    expect(wrong).toEqual({ value: { kind: 'failed' }, cookies: [] });
  });

  test('is not found in the file, nor is a code of a link or a key', async () => {
    await anna();
    const code = await identity.signIn.linkFor(await identity.people.byEmail(ANNA.email));
    const { secret } = identity.keys.create({ name: 'x', permissions: ['look'], expiresAt: null, by: 'a test' });
    for (const each of ['identity.db', 'identity.db-wal']) {
      const bytes = await readFile(join(folder, each), 'latin1');
      for (const planted of [PASSWORD, code, secret]) {
        for (const form of [planted, btoa(planted), Buffer.from(planted).toString('hex'), encodeURIComponent(planted)])
          expect(bytes.includes(form), `${form} in ${each}`).toBe(false);
      }
    }
    expect((await stat(join(folder, 'identity.db'))).mode & 0o077).toBe(0);
  });

  test('that is changed ends every other session, and asks for the old one', async () => {
    const first = await anna();
    const second = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    const wrong = await identity.signIn.setPassword(
      { current: 'no', next: `new ${PASSWORD}` },
      browser(second.cookies),
    );
    expect(wrong.value.kind).toBe('failed');
    const right = await identity.signIn.setPassword(
      { current: PASSWORD, next: `new ${PASSWORD}` },
      browser(second.cookies),
    );
    expect(right.value.kind).toBe('right');
    expect(await personWith(first)).toBeNull();
    expect(await personWith(second)).toBeNull();
    expect(await personWith(right)).not.toBeNull();
  });

  test('tries have to wait, a hundred at once as well, the right one too', async () => {
    await anna();
    const tries = Array.from({ length: 100 }, () =>
      identity.signIn.withPassword(
        { ...ANNA, password: 'wrong' },
        browser([], `10.0.0.${Math.floor(Math.random() * 200)}`),
      ),
    );
    const kinds = (await Promise.all(tries)).map(({ value }) => value.kind);
    expect(kinds.filter((each) => each === 'failed')).toHaveLength(5);
    const right = () => identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect((await right()).value).toEqual({ kind: 'wait', ms: 1_000 });
    clock += 1_000;
    expect((await right()).value.kind).toBe('signed_in');
  });
});

test('a password is not guessed from inside a session either', async () => {
  const first = await anna();
  const guess = () =>
    identity.signIn.setPassword({ current: 'a guess', next: `new ${PASSWORD}` }, browser(first.cookies));
  for (let index = 0; index < 5; index++) expect((await guess()).value.kind).toBe('failed');
  expect((await guess()).value.kind).toBe('wait');
  expect((await identity.signIn.beginSecondFactor(PASSWORD, browser(first.cookies))).value.kind).toBe('wait');
});

describe('a second factor', () => {
  test('is wanted after the password, by a code of the app or a spare one, each good once', async () => {
    const first = await anna();
    const begun = (await identity.signIn.beginSecondFactor(PASSWORD, browser(first.cookies))).value.begun!;
    await identity.signIn.confirmSecondFactor(codeOf(begun.uri), browser(first.cookies));
    const half = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect(half.value.kind).toBe('code_needed');
    expect(await personWith(half)).toBeNull();
    expect((await identity.signIn.withCode('000000', browser(half.cookies))).value.kind).toBe('failed');
    // The code that confirmed the app is not good a second time; that of the next half minute is.
    expect((await identity.signIn.withCode(codeOf(begun.uri), browser(half.cookies))).value.kind).toBe('failed');
    const next = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    const whole = await identity.signIn.withCode(codeOf(begun.uri, 30_000), browser(next.cookies));
    expect(await personWith(whole)).toMatchObject({ secondFactor: true });
    const used = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect((await identity.signIn.withCode(codeOf(begun.uri), browser(used.cookies))).value.kind).toBe('failed');
    const [spare] = begun.spareCodes;
    const other = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect((await identity.signIn.withCode(spare!, browser(other.cookies))).value.kind).toBe('signed_in');
    const third = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect((await identity.signIn.withCode(spare!, browser(third.cookies))).value.kind).toBe('failed');
  });
});

describe('people', () => {
  test('who are disabled or get another role are signed out, and the disabled do not come in', async () => {
    const first = await anna();
    const { id } = await identity.people.byEmail(ANNA.email);
    await identity.people.change(id, { role: 'viewer' });
    expect(await personWith(first)).toBeNull();
    const again = await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser());
    expect(await personWith(again)).toMatchObject({ role: 'viewer' });
    const person = await identity.people.change(id, { disabled: true });
    expect(await personWith(again)).toBeNull();
    expect((await identity.signIn.withPassword({ ...ANNA, password: PASSWORD }, browser())).value.kind).toBe('failed');
    await expect(identity.signIn.linkFor(person)).rejects.toMatchObject({ code: 'person_disabled' });
  });

  test('who change their name at that moment stay what they were made', async () => {
    await anna();
    const { id } = await identity.people.byEmail(ANNA.email);
    await Promise.all([identity.people.change(id, { name: 'A.' }), identity.people.change(id, { disabled: true })]);
    expect(await identity.people.byEmail(ANNA.email)).toMatchObject({ name: 'A.', disabled: true, role: 'marketer' });
  });

  test('are never without an owner, when two take the role from each other at once', async () => {
    const first = (await identity.signIn.firstOwner())!;
    const second = await identity.people.add({ ...ANNA, role: 'owner' });
    const done = await Promise.allSettled([
      identity.people.change(first.id, { role: 'viewer' }),
      identity.people.change(second.id, { role: 'viewer' }),
    ]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('leave one owner, and each address once', async () => {
    const owner = (await identity.signIn.firstOwner())!;
    await expect(identity.people.change(owner.id, { role: 'viewer' })).rejects.toMatchObject({ code: 'last_owner' });
    await expect(identity.people.remove(owner.id)).rejects.toMatchObject({ code: 'last_owner' });
    await identity.people.add(ANNA);
    await expect(identity.people.add({ ...ANNA, email: 'Anna@Example.com' })).rejects.toMatchObject({
      code: 'person_exists',
    });
    await expect(identity.people.byEmail('nobody@example.com')).rejects.toMatchObject({ code: 'person_unknown' });
  });

  test('are still there after the service was started again, with their sessions', async () => {
    const first = await anna();
    identity.close();
    identity = await open();
    expect(await personWith(first)).toMatchObject({ email: ANNA.email });
  });
});

describe('a key of a program', () => {
  const key = { name: 'warehouse', permissions: ['look', 'send_events'], by: 'Anna' } as const;

  test('is found by what was shown once, until it ends or is revoked', () => {
    const { secret, key: made } = identity.keys.create({ ...key, expiresAt: START + 1_000 });
    expect(secret).toMatch(/^fitly_[\w-]{43}$/);
    expect(identity.keys.find(secret)).toMatchObject({ id: made.id, permissions: key.permissions, lastUsedAt: null });
    expect(identity.keys.list()).toMatchObject([{ name: 'warehouse', prefix: secret.slice(0, 12), lastUsedAt: START }]);
    expect(identity.keys.find(`${secret.slice(0, -1)}!`)).toBeNull();
    clock += 1_000;
    expect(identity.keys.find(secret)).toBeNull();
    identity.keys.revoke(made.id);
    expect(() => identity.keys.revoke(made.id)).toThrow('no access key');
  });
});
