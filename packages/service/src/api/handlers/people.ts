import type { Operation } from '@fitly/contract/api';
import type { AccessKey, Person } from '@fitly/identity';
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
  async invitePerson({ body }, { identity, origin }) {
    const { people, signIn } = await identity();
    const person = await people.add(body);
    return { person: personOnTheWire(person), link: signInLink(origin, await signIn.linkFor(person)) };
  },
  async changePerson({ params, body: { role, disabled } }, { identity }) {
    const change = { ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }) };
    return personOnTheWire(await (await identity()).people.change(params.person, change));
  },
  async linkPerson({ params }, { identity, origin }) {
    const { people, signIn } = await identity();
    return { link: signInLink(origin, await signIn.linkFor(await people.byId(params.person))) };
  },
  async removePerson({ params }, { identity }) {
    await (await identity()).people.remove(params.person);
    return REMOVED;
  },
  async listKeys(_input, { identity }) {
    return { items: (await identity()).keys.list().map(keyOnTheWire) };
  },
  async createKey({ body: { name, permissions, expiresAt } }, { identity, by }) {
    const until = expiresAt === null ? null : Date.parse(expiresAt);
    const { key, secret } = (await identity()).keys.create({ name, permissions, expiresAt: until, by });
    return { key: keyOnTheWire(key), secret };
  },
  async revokeKey({ params }, { identity }) {
    (await identity()).keys.revoke(params.key);
    return REMOVED;
  },
};

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
