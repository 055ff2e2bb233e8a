/** The people of the team: who they are, what they may do, and whether they can still sign in. */
import { ROLE_NAMES, type Role } from '@fitly/contract/api';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { z } from 'zod';
import { inTurn } from './in-turn.ts';
import type { Library } from './library.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Kept for the history, but may not sign in. */
  readonly disabled: boolean;
  /** False: only a link lets them in. */
  readonly hasPassword: boolean;
  readonly secondFactor: boolean;
  readonly createdAt: Instant;
}

export interface NewPerson {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

export interface People {
  list(): Promise<readonly Person[]>;
  /** Throws `person_unknown`. */
  byId(id: string): Promise<Person>;
  /** Throws `person_unknown`. */
  byEmail(email: string): Promise<Person>;
  /** Throws `person_exists`, `person_invalid`. */
  add(person: NewPerson): Promise<Person>;
  /** Throws `person_unknown`, `person_exists`, `person_invalid`, `last_owner`. A role or a state that changes ends the sessions. */
  change(id: string, change: Partial<NewPerson> & { readonly disabled?: boolean }): Promise<Person>;
  /** Throws `person_unknown`, `last_owner`. */
  remove(id: string): Promise<void>;
}

/** Of an owner who has not given one yet: a domain that can never exist (RFC 2606). */
export const FIRST_OWNER: NewPerson = { name: 'Owner', email: 'owner@fitly.invalid', role: 'owner' };

/** Fields of the library's user that stand in the additional fields. */
interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: Date;
  readonly role: string;
  readonly disabled: boolean | number;
  readonly twoFactorEnabled?: boolean | number | null | undefined;
}

const MOST_PEOPLE = 10_000;

export function people(library: Library): People {
  const adapter = async () => (await library.$context).internalAdapter;

  // So that two owners cannot take the role from each other at once.
  const alone = inTurn();

  async function asPerson(user: UserRow): Promise<Person> {
    const account = await (await adapter()).findCredentialAccount(user.id);
    return { ...personOf(user), hasPassword: typeof account?.password === 'string' };
  }
  async function list(): Promise<readonly Person[]> {
    const users = await (await adapter()).listUsers(MOST_PEOPLE, 0, { field: 'createdAt', direction: 'asc' });
    return Promise.all((users as unknown as UserRow[]).map(asPerson));
  }
  async function byId(id: string): Promise<Person> {
    const user = (await (await adapter()).findUserById(id)) as UserRow | null;
    if (user === null) throw unknownPerson(id);
    return asPerson(user);
  }
  async function requireOtherOwner(id: string): Promise<void> {
    const others = (await list()).filter((each) => each.role === 'owner' && !each.disabled && each.id !== id);
    if (others.length > 0) return;
    throw new FitlyError('last_owner', 'this is the only owner, and somebody has to be one', {
      next: 'make somebody else an owner first: fitly team role EMAIL owner',
    });
  }
  async function requireFree(email: string, id: string | null): Promise<void> {
    const found = await (await adapter()).findUserByEmail(email);
    if (found === null || found.user.id === id) return;
    throw new FitlyError('person_exists', 'somebody of the team has this e-mail address already', {
      next: 'fitly team link EMAIL lets them in again; fitly team list shows who is there',
    });
  }

  return {
    list,
    byId,
    async byEmail(email) {
      const found = await (await adapter()).findUserByEmail(email.toLowerCase());
      if (found === null) throw unknownPerson(email);
      return asPerson(found.user as unknown as UserRow);
    },
    async add({ name, email, role }) {
      requireEmail(email);
      const address = email.toLowerCase();
      await requireFree(address, null);
      const user = await (await adapter()).createUser(
        { ...{ name, email: address, emailVerified: true }, ...{ role, disabled: false } },
        { method: 'admin' },
      );
      return asPerson(user as unknown as UserRow);
    },
    change: (id, change) =>
      alone(async () => {
        const before = await byId(id);
        const { role = before.role, disabled = before.disabled } = change;
        if (before.role === 'owner' && (role !== 'owner' || disabled)) await requireOtherOwner(id);
        const users = await adapter();
        if (change.email !== undefined) {
          requireEmail(change.email);
          await requireFree(change.email.toLowerCase(), id);
          await forgetLinks(library, before.email);
        }
        // What was not asked for is not written: somebody else may be changing it.
        await users.updateUser(id, {
          ...change,
          ...(change.email !== undefined && { email: change.email.toLowerCase() }),
        });
        if (role !== before.role || disabled) {
          await forgetLinks(library, before.email);
          await users.deleteUserSessions(id);
        }
        return byId(id);
      }),
    remove: (id) =>
      alone(async () => {
        const person = await byId(id);
        if (person.role === 'owner') await requireOtherOwner(id);
        const users = await adapter();
        await forgetLinks(library, person.email);
        await users.deleteUserSessions(id);
        await users.deleteAccounts(id);
        await users.deleteUser(id);
      }),
  };
}

/** Links of an address that were made and not used open nothing any more. */
export async function forgetLinks(library: Library, email: string): Promise<void> {
  const { adapter } = await library.$context;
  const value = JSON.stringify({ type: 'magic-link', email });
  await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value }] });
}

function requireEmail(email: string): void {
  if (z.email().safeParse(email).success) return;
  throw new FitlyError('person_invalid', `people sign in by an e-mail address, and ${JSON.stringify(email)} is none`, {
    next: 'give one such as anna@example.com',
  });
}

const unknownPerson = (who: string): FitlyError =>
  new FitlyError('person_unknown', `nobody of the team is ${who}`, { next: 'fitly team list shows who is there' });

function personOf(user: UserRow): Omit<Person, 'hasPassword'> {
  const { id, name, email, createdAt, role, disabled, twoFactorEnabled = false } = user;
  return {
    ...{ id, name, email },
    // A role that this version does not know allows the least.
    role: ROLE_NAMES.find((each) => each === role) ?? 'viewer',
    ...{ disabled: Boolean(disabled), secondFactor: Boolean(twoFactorEnabled), createdAt: createdAt.getTime() },
  };
}
