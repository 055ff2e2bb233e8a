/** Ways in, and what somebody who is in may do for themselves. Answers carry the cookies that the browser is to keep. */
import { createHash } from 'node:crypto';
import { FitlyError } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { waitOfAccount, waitOfAddress } from './attempts.ts';
import type { IdentityTables } from './identity-tables.ts';
import { type Library, OPEN_ID } from './library.ts';
import { requireGoodPassword } from './passwords.ts';
import { FIRST_OWNER, type People, type Person, personOf } from './people.ts';

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
  /** The code of a link for a person, good once and for a day. */
  linkFor(person: Person): Promise<string>;
  /** The first owner, who is made when there is nobody; null: somebody can sign in by other means already. */
  firstOwner(): Promise<Person | null>;
  /**
   * Lets in by a link; null: the code is wrong, used or too old. A person who had a password sets a new one: the old one, the
   * second factor and all other sessions end.
   */
  redeem(code: string, browser: Browser): Promise<Answer<null> | null>;
  /** Sets the first password, or another one, which ends all other sessions. Throws `password_refused`. False: the current one is wrong. */
  setPassword(
    given: { readonly current: string | null; readonly next: string },
    browser: Browser,
  ): Promise<Answer<boolean>>;
  /** Null: the password is wrong. The second factor counts once a code has confirmed it. */
  beginSecondFactor(password: string, browser: Browser): Promise<SecondFactor | null>;
  confirmSecondFactor(code: string, browser: Browser): Promise<Answer<boolean>>;
  endSecondFactor(password: string, browser: Browser): Promise<Answer<boolean>>;
  /** Address of the OpenID provider to go to; null: there is none. */
  openIdAddress(browser: Browser): Promise<Answer<string> | null>;
  /** What the provider sent the browser back with. False: it says no. */
  returnFromOpenId(url: URL, browser: Browser): Promise<Answer<boolean>>;
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
  readonly publicUrl: string;
  /** Who is told the code of the next link. */
  readonly takeLink: (take: (code: string) => void) => void;
}

type Subjects = readonly (readonly [typeof waitOfAccount, string])[];

const accountOf = (email: string) => [waitOfAccount, hashOf(`account ${email.toLowerCase()}`)] as const;
const addressOf = (address: string) => [waitOfAddress, hashOf(`address ${address}`)] as const;

const isRight = (response: Response): boolean => response.status < 400;

export function signIn({ library, people, tables, now, publicUrl, takeLink }: Parts): SignIn {
  const { api } = library;
  const adapter = async () => (await library.$context).internalAdapter;

  async function personWith(headers: Headers): Promise<Person | null> {
    const found = await api.getSession({ headers });
    if (found === null) return null;
    const account = await (await adapter()).findCredentialAccount(found.user.id);
    const person = { ...personOf(found.user), hasPassword: typeof account?.password === 'string' };
    return person.disabled ? null : person;
  }

  /** One try is noted, looked at, and forgotten when it was right. */
  async function tried(subjects: Subjects, look: () => Promise<Response>): Promise<Answer<SignInResult>> {
    const wait = Math.max(...subjects.map(([waitOf, subject]) => waitOf(tables.failures(subject, now()), now())));
    if (wait > 0) return { value: { kind: 'wait', ms: wait }, cookies: [] };
    for (const [, subject] of subjects) tables.noteTry(subject, now());
    const response = await look();
    if (!isRight(response)) return answerOf(response, { kind: 'failed' });
    for (const [, subject] of subjects) tables.forgetTries(subject);
    const { twoFactorRedirect } = (await response.json()) as { twoFactorRedirect?: boolean };
    return answerOf(response, { kind: twoFactorRedirect === true ? 'code_needed' : 'signed_in' });
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
    withPassword: ({ email, password }, { headers, address }) =>
      tried([accountOf(email), addressOf(address)], () =>
        api.signInEmail({ body: { email, password }, headers, asResponse: true }),
      ),
    withCode: (code, { headers, address }) =>
      // Wrong codes of one person are counted by the library, which alone knows whose they are.
      tried([addressOf(address)], () =>
        /^\d{6}$/.test(code)
          ? api.verifyTOTP({ body: { code }, headers, asResponse: true })
          : api.verifyBackupCode({ body: { code }, headers, asResponse: true }),
      ),
    signOut: async ({ headers }) => answerOf(await api.signOut({ headers, asResponse: true }), null),
    async linkFor({ email }) {
      const { promise, resolve } = Promise.withResolvers<string>();
      takeLink(resolve);
      await api.signInMagicLink({ body: { email }, headers: new Headers() });
      return promise;
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
        const users = await adapter();
        const others = (await users.listSessions(person.id)).filter((each) => each.token !== token);
        await users.deleteSessions(others.map((each) => each.token));
      }
      return answerOf(response, null);
    },
    async setPassword({ current, next }, { headers }) {
      const person = await personWith(headers);
      if (person === null) return { value: false, cookies: [] };
      requireGoodPassword(next, person);
      if (!person.hasPassword) {
        const response = await api.setPassword({ body: { newPassword: next }, headers, asResponse: true });
        return answerOf(response, isRight(response));
      }
      const body = { currentPassword: current ?? '', newPassword: next, revokeOtherSessions: true };
      const response = await api.changePassword({ body, headers, asResponse: true });
      return answerOf(response, isRight(response));
    },
    async beginSecondFactor(password, { headers }) {
      const response = await api.enableTwoFactor({ body: { password, method: 'totp' }, headers, asResponse: true });
      if (!isRight(response)) return null;
      const { totpURI, backupCodes } = (await response.json()) as { totpURI: string; backupCodes: string[] };
      return { uri: totpURI, spareCodes: backupCodes };
    },
    async confirmSecondFactor(code, { headers }) {
      const response = await api.verifyTOTP({ body: { code }, headers, asResponse: true });
      return answerOf(response, isRight(response));
    },
    async endSecondFactor(password, { headers }) {
      const response = await api.disableTwoFactor({ body: { password }, headers, asResponse: true });
      return answerOf(response, isRight(response));
    },
    async openIdAddress({ headers }) {
      if (!('signInWithOAuth2' in api)) return null;
      const response = await library.handler(
        new Request(new URL('/api/auth/sign-in/oauth2', publicUrl), {
          method: 'POST',
          headers: { ...Object.fromEntries(headers), 'content-type': 'application/json', origin: publicUrl },
          body: JSON.stringify({ providerId: OPEN_ID, callbackURL: '/app/', errorCallbackURL: '/app/sign-in' }),
        }),
      );
      if (!isRight(response)) {
        throw new FitlyError('open_id_failed', 'the OpenID provider does not answer as one', {
          next: 'see identity.openId in fitly.yaml: its issuer must serve /.well-known/openid-configuration',
        });
      }
      const { url } = (await response.json()) as { url: string };
      return answerOf(response, url);
    },
    async returnFromOpenId(url, { headers }) {
      const response = await library.handler(new Request(url, { headers }));
      const to = response.headers.get('location') ?? '';
      return answerOf(response, response.status === 302 && !to.includes('error'));
    },
  };
}

const answerOf = <T>(response: Response, value: T): Answer<T> => ({
  value,
  cookies: response.headers.getSetCookie(),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
