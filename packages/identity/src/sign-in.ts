/** Ways in, and what somebody who is in may do for themselves. Answers carry the cookies that the browser is to keep. */
import { createHash, randomUUID } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { waitOfAccount, waitOfAddress } from './attempts.ts';
import type { IdentityTables } from './identity-tables.ts';
import { inTurn } from './in-turn.ts';
import type { Library } from './library.ts';
import { requireGoodPassword } from './passwords.ts';
import { FIRST_OWNER, forgetLinks, type People, type Person } from './people.ts';

/** What of a request matters here. */
export interface Browser {
  readonly headers: Headers;
  /** From where it asks: an IP address. */
  readonly address: string;
}

/** `cookies`: `Set-Cookie` headers. */
export interface Answer<T> {
  readonly value: T;
  readonly cookies: readonly string[];
}

export type SignInResult =
  | { readonly kind: 'signed_in' }
  /** The password was right; a code of the second factor is wanted. */
  | { readonly kind: 'code_needed' }
  | { readonly kind: 'failed' }
  /** Not looked at. */
  | { readonly kind: 'wait'; readonly ms: number };

/** Of a password or code of somebody who is in: tries wait as they do at the door. */
export type CheckedResult =
  | { readonly kind: 'right' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'wait'; readonly ms: number };

export interface SignIn {
  /** Null: nobody, or somebody who may no longer sign in. */
  personOf(headers: Headers): Promise<Person | null>;
  withPassword(
    given: { readonly email: string; readonly password: string },
    browser: Browser,
  ): Promise<Answer<SignInResult>>;
  /** `code`: of the app, or one of the spare ones. */
  withCode(code: string, browser: Browser): Promise<Answer<SignInResult>>;
  signOut(browser: Browser): Promise<Answer<null>>;
  /** The code of a link for a person, good once and for a day; those that were made before open nothing any more. Throws `person_disabled`. */
  linkFor(person: Person): Promise<string>;
  /** The first owner, who is made when there is nobody; null: somebody can sign in by other means already. */
  firstOwner(): Promise<Person | null>;
  /**
   * Lets in by a link; null: the code is wrong, used or too old. A person who had a password sets a new one: the old one, the
   * second factor and all other sessions end.
   */
  redeem(code: string, browser: Browser): Promise<Answer<null> | null>;
  /** Sets the first password, or another one; all other sessions and open links end. Throws `password_refused`. */
  setPassword(
    given: { readonly current: string | null; readonly next: string },
    browser: Browser,
  ): Promise<Answer<CheckedResult>>;
  /** The second factor counts once a code has confirmed it. */
  beginSecondFactor(
    password: string,
    browser: Browser,
  ): Promise<Answer<CheckedResult & { readonly begun?: SecondFactor }>>;
  /** Sessions that came in without it end. */
  confirmSecondFactor(code: string, browser: Browser): Promise<Answer<CheckedResult>>;
  endSecondFactor(password: string, browser: Browser): Promise<Answer<CheckedResult>>;
}

export interface SecondFactor {
  /** `otpauth://…`, for the app. */
  readonly uri: string;
  /** Each is good once, in place of a code. */
  readonly spareCodes: readonly string[];
}

interface Parts {
  readonly library: Library;
  readonly people: People;
  readonly tables: IdentityTables;
  readonly now: () => Instant;
  /** Who waits for the code of a link, by the name that they gave. */
  readonly askers: Map<string, (code: string) => void>;
}

type Subjects = readonly (readonly [typeof waitOfAccount, string])[];

const accountOf = (email: string) => [waitOfAccount, hashOf(`account ${email.toLowerCase()}`)] as const;
/** All people of this machine share its loopback address, so that it says nothing about who tries. */
const addressOf = (address: string): Subjects =>
  /^(127\.|::1$|::ffff:127\.)/.test(address) ? [] : [[waitOfAddress, hashOf(`address ${address}`)]];

const isRight = (response: Response): boolean => response.status < 400;

export function signIn({ library, people, tables, now, askers }: Parts): SignIn {
  const { api } = library;
  const adapter = async () => (await library.$context).internalAdapter;

  async function personWith(headers: Headers): Promise<Person | null> {
    const found = await api.getSession({ headers });
    const person = found === null ? null : await people.byId(found.user.id);
    return person?.disabled === true ? null : person;
  }

  /** Whether the next try is looked at; it is noted before it is, so that a hundred at once do not pass as one. */
  function waitOf(subjects: Subjects): number {
    const wait = Math.max(0, ...subjects.map(([waits, subject]) => waits(tables.failures(subject, now()), now())));
    if (wait === 0) for (const [, subject] of subjects) tables.noteTry(subject, now());
    return wait;
  }

  /** The password of somebody who is in. */
  async function checked(person: Person, look: () => Promise<Response>): Promise<Answer<CheckedResult>> {
    const account = accountOf(person.email);
    const ms = waitOf([account]);
    if (ms > 0) return { value: { kind: 'wait', ms }, cookies: [] };
    const response = await look();
    if (!isRight(response)) return answerOf(response, { kind: 'failed' });
    tables.forgetTries(account[1]);
    return answerOf(response, { kind: 'right' });
  }

  // Codes are looked at one after another: the library counts wrong ones by what it read before.
  const alone = inTurn();

  async function endOtherSessions(personId: string, token: string | undefined): Promise<void> {
    const users = await adapter();
    const others = (await users.listSessions(personId)).filter((each) => each.token !== token);
    await users.deleteSessions(others.map((each) => each.token));
  }

  async function requireSession(headers: Headers): Promise<{ readonly person: Person; readonly token: string }> {
    const [person, found] = [await personWith(headers), await api.getSession({ headers })];
    if (person !== null && found !== null) return { person, token: found.session.token };
    throw new FitlyError('person_unknown', 'nobody has signed in', { next: 'sign in first' });
  }

  async function begun(person: Person): Promise<void> {
    const users = await adapter();
    const account = await users.findCredentialAccount(person.id);
    if (account !== null) await users.deleteAccount(account.id);
    if (person.secondFactor) await users.updateUser(person.id, { twoFactorEnabled: false });
    const { adapter: rows } = await library.$context;
    await rows.deleteMany({ model: 'twoFactor', where: [{ field: 'userId', value: person.id }] });
  }

  return {
    personOf: personWith,
    async withPassword({ email, password }, { headers, address }) {
      const account = accountOf(email);
      const ms = waitOf([account, ...addressOf(address)]);
      if (ms > 0) return { value: { kind: 'wait', ms }, cookies: [] };
      const response = await api.signInEmail({ body: { email, password }, headers, asResponse: true });
      if (!isRight(response)) return answerOf(response, { kind: 'failed' });
      const { twoFactorRedirect } = (await response.json()) as { twoFactorRedirect?: boolean };
      if (twoFactorRedirect === true) return answerOf(response, { kind: 'code_needed' });
      tables.forgetTries(account[1]);
      return answerOf(response, { kind: 'signed_in' });
    },
    withCode: (code, { headers, address }) =>
      alone(async () => {
        const ms = waitOf(addressOf(address));
        if (ms > 0) return { value: { kind: 'wait', ms }, cookies: [] };
        const isOfApp = /^\d{6}$/.test(code);
        const response = isOfApp
          ? await api.verifyTOTP({ body: { code }, headers, asResponse: true })
          : await api.verifyBackupCode({ body: { code }, headers, asResponse: true });
        if (!isRight(response)) return answerOf(response, { kind: 'failed' });
        const { token, user } = (await response.json()) as { token: string; user: { id: string; email: string } };
        if (isOfApp && !tables.takeCode(hashOf(`code ${user.id} ${code}`), now())) {
          await (await adapter()).deleteSessions([token]);
          return { value: { kind: 'failed' }, cookies: [] };
        }
        tables.forgetTries(accountOf(user.email)[1]);
        return answerOf(response, { kind: 'signed_in' });
      }),
    signOut: async ({ headers }) => answerOf(await api.signOut({ headers, asResponse: true }), null),
    async linkFor({ email, disabled, name }) {
      if (disabled) {
        throw new FitlyError('person_disabled', `${name} is shut out, so that no link would let them in`, {
          next: 'let them in again first: fitly team enable EMAIL',
        });
      }
      await forgetLinks(library, email);
      const asker = randomUUID();
      const { promise, resolve } = Promise.withResolvers<string>();
      askers.set(asker, resolve);
      try {
        await api.signInMagicLink({ body: { email, metadata: { asker } }, headers: new Headers() });
        return await promise;
      } finally {
        askers.delete(asker);
      }
    },
    async firstOwner() {
      const all = await people.list();
      if (all.length === 0) return people.add(FIRST_OWNER);
      const owners = all.filter((each) => each.role === 'owner' && !each.disabled);
      return owners.some((each) => each.hasPassword) ? null : (owners[0] ?? null);
    },
    async redeem(code, { headers }) {
      const response = await api.magicLinkVerify({ query: { token: code }, headers, asResponse: true });
      if (!isRight(response) || response.status >= 300) return null;
      const { token, user } = (await response.json()) as { token: string; user: { email: string } };
      const person = await people.byEmail(user.email);
      if (person.hasPassword || person.secondFactor) {
        await begun(person);
        await endOtherSessions(person.id, token);
      }
      await forgetLinks(library, person.email);
      return answerOf(response, null);
    },
    async setPassword({ current, next }, { headers }) {
      const { person, token } = await requireSession(headers);
      requireGoodPassword(next, person);
      await forgetLinks(library, person.email);
      if (person.hasPassword) {
        const body = { currentPassword: current ?? '', newPassword: next, revokeOtherSessions: true };
        return checked(person, () => api.changePassword({ body, headers, asResponse: true }));
      }
      const response = await api.setPassword({ body: { newPassword: next }, headers, asResponse: true });
      await endOtherSessions(person.id, token);
      return answerOf(response, { kind: isRight(response) ? 'right' : 'failed' });
    },
    async beginSecondFactor(password, { headers }) {
      const { person } = await requireSession(headers);
      let begun: SecondFactor | undefined;
      const { value, cookies } = await checked(person, async () => {
        const response = await api.enableTwoFactor({ body: { password, method: 'totp' }, headers, asResponse: true });
        if (isRight(response)) {
          const { totpURI, backupCodes } = (await response.clone().json()) as {
            totpURI: string;
            backupCodes: string[];
          };
          begun = { uri: totpURI, spareCodes: backupCodes };
        }
        return response;
      });
      return { value: { ...value, ...(begun !== undefined && { begun }) }, cookies };
    },
    confirmSecondFactor: (code, { headers }) =>
      alone(async () => {
        const { person } = await requireSession(headers);
        const response = await api.verifyTOTP({ body: { code }, headers, asResponse: true });
        if (!isRight(response)) return answerOf(response, { kind: 'failed' });
        const { token } = (await response.json()) as { token: string };
        tables.takeCode(hashOf(`code ${person.id} ${code}`), now());
        await endOtherSessions(person.id, token);
        return answerOf(response, { kind: 'right' });
      }),
    async endSecondFactor(password, { headers }) {
      const { person } = await requireSession(headers);
      return checked(person, () => api.disableTwoFactor({ body: { password }, headers, asResponse: true }));
    },
  };
}

const answerOf = <T>(response: Response, value: T): Answer<T> => ({
  value,
  cookies: response.headers.getSetCookie(),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
