import type { Operation } from '@fitly/contract/api';
import type { AccessKey, Person } from '@fitly/identity';
import { personObject } from '../../auditing/objects.ts';
import { signInLink } from '../../web-app/sign-in-link.ts';
import type { Handlers } from '../handler.ts';
import { iso } from './iso.ts';

type PeopleOperation = Extract<
  Operation,
  | ('listPeople' | 'invitePerson' | 'changePerson' | 'linkPerson' | 'removePerson')
  | ('listKeys' | 'createKey' | 'revokeKey')
>;

const REMOVED = { removed: true } as const;

export const peopleHandlers: Handlers<PeopleOperation> = {
  async listPeople(_input, { identity }) {
    return { items: (await (await identity()).people.list()).map(personOnTheWire) };
  },
  async invitePerson({ body }, { identity, origin, note }) {
    const { people, signIn } = await identity();
    note({ object: personObject(body), after: { role: body.role } });
    const person = await people.add(body);
    return { person: personOnTheWire(person), link: signInLink(origin, await signIn.linkFor(person)) };
  },
  async changePerson({ params, body: { role, disabled } }, { identity, note }) {
    const change = { ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }) };
    const { people } = await identity();
    const before = await people.byId(params.person);
    note({ object: personObject(before), before: standing(before), after: { ...standing(before), ...change } });
    return personOnTheWire(await people.change(params.person, change));
  },
  async linkPerson({ params }, { identity, origin, note }) {
    const { people, signIn } = await identity();
    const person = await people.byId(params.person);
    note({ object: personObject(person) });
    return { link: signInLink(origin, await signIn.linkFor(person)) };
  },
  async removePerson({ params }, { identity, note }) {
    const { people } = await identity();
    const before = await people.byId(params.person);
    note({ object: personObject(before), before: standing(before) });
    await people.remove(params.person);
    return REMOVED;
  },
  async listKeys(_input, { identity }) {
    return { items: (await identity()).keys.list().map(keyOnTheWire) };
  },
  async createKey({ body: { name, permissions, expiresAt } }, { identity, by, note }) {
    note({ object: `key ${name}`, after: { permissions, expiresAt } });
    const until = expiresAt === null ? null : Date.parse(expiresAt);
    const { key, secret } = (await identity()).keys.create({ name, permissions, expiresAt: until, by });
    return { key: keyOnTheWire(key), secret };
  },
  async revokeKey({ params }, { identity, note }) {
    const { keys } = await identity();
    const known = keys.list().find(({ id }) => id === params.key);
    if (known !== undefined) {
      const { name, prefix, permissions } = known;
      note({ object: `key ${name}`, before: { prefix, permissions } });
    }
    keys.revoke(params.key);
    return REMOVED;
  },
};

const standing = ({ role, disabled }: Person) => ({ role, disabled });

/** Null for the first owner, who has given none yet. */
export const shownEmail = (email: string): string | null => (email.endsWith('.invalid') ? null : email);

const personOnTheWire = ({ createdAt, email, ...person }: Person) => ({
  ...person,
  ...{ email: shownEmail(email), createdAt: iso(createdAt) },
});

const keyOnTheWire = ({ createdAt, expiresAt, lastUsedAt, permissions, ...key }: AccessKey) => ({
  ...key,
  // A key never holds more than what keys may.
  permissions: permissions.filter((each) => each !== 'manage'),
  createdAt: iso(createdAt),
  expiresAt: expiresAt === null ? null : iso(expiresAt),
  lastUsedAt: lastUsedAt === null ? null : iso(lastUsedAt),
});
