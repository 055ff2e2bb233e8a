/**
 * better-auth (MIT) as Fitly uses it: people with an e-mail address and a password, links that are good once, sessions of twelve
 * hours, a second factor by authenticator app, and sign-in by an OpenID provider. Its own HTTP routes are not served: operations
 * of the API call it, so that every request passes the same checks.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Role } from '@fitly/contract/api';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { genericOAuth, magicLink, twoFactor } from 'better-auth/plugins';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.ts';

export const SESSION_SECONDS = 12 * 3_600;
const LINK_SECONDS = 24 * 3_600;
const WRONG_CODES_BEFORE_A_BREAK = 10;
const BREAK_SECONDS = 15 * 60;

export interface OpenIdProvider {
  /** `https://login.example.com`; its configuration stands below `/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Role of somebody who signs in for the first time. */
  readonly role: Role;
  /** Only addresses of these domains; empty: every address that the provider has verified. */
  readonly domains: readonly string[];
}

export interface LibraryOptions {
  readonly database: DatabaseSync;
  readonly secret: string;
  /** Where browsers reach the service: `http://127.0.0.1:8410`. */
  readonly publicUrl: string;
  /** Of the cookie: cookies know no ports, so two services of one machine need different ones. */
  readonly cookiePrefix: string;
  readonly openId: OpenIdProvider | null;
  /** Called with the code of a link that was asked for. */
  readonly onLink: (code: string) => void;
}

export const OPEN_ID = 'oidc';

export function createLibrary({ database, secret, publicUrl, cookiePrefix, openId, onLink }: LibraryOptions) {
  return betterAuth({
    ...{ appName: 'Fitly', database, secret, baseURL: publicUrl, trustedOrigins: [publicUrl] },
    ...{ telemetry: { enabled: false }, logger: { disabled: true }, rateLimit: { enabled: false } },
    emailAndPassword: {
      ...{ enabled: true, disableSignUp: true },
      ...{ minPasswordLength: SHORTEST_PASSWORD, maxPasswordLength: LONGEST_PASSWORD },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true, freshAge: 0 },
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'viewer', input: false },
        disabled: { type: 'boolean', required: true, defaultValue: false, input: false },
      },
    },
    account: { accountLinking: { enabled: true, trustedProviders: openId === null ? [] : [OPEN_ID] } },
    databaseHooks: {
      session: {
        create: {
          // Whatever way somebody comes: who may no longer sign in gets no session.
          before: async (session, context) => {
            const user = await context?.context.internalAdapter.findUserById(session.userId);
            return (user as { disabled?: boolean } | null | undefined)?.disabled === true ? false : undefined;
          },
        },
      },
    },
    plugins: [
      magicLink({
        ...{ disableSignUp: true, expiresIn: LINK_SECONDS, storeToken: 'hashed' },
        sendMagicLink: ({ token }) => onLink(token),
      }),
      twoFactor({
        issuer: 'Fitly',
        accountLockout: {
          enabled: true,
          maxFailedAttempts: WRONG_CODES_BEFORE_A_BREAK,
          durationSeconds: BREAK_SECONDS,
        },
      }),
      ...(openId === null ? [] : [openIdPlugin(openId)]),
    ],
    advanced: {
      cookiePrefix,
      useSecureCookies: publicUrl.startsWith('https://'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict' },
      database: { generateId: 'uuid' },
    },
  });
}

export type Library = ReturnType<typeof createLibrary>;

/** Makes or extends the tables of the library. */
export async function migrateLibrary(library: Library): Promise<void> {
  const { runMigrations } = await getMigrations(library.options);
  await runMigrations();
}

function openIdPlugin({ issuer, clientId, clientSecret, role }: OpenIdProvider) {
  return genericOAuth({
    config: [
      {
        ...{ providerId: OPEN_ID, clientId, clientSecret, pkce: true, scopes: ['openid', 'profile', 'email'] },
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        mapProfileToUser: () => ({ role, disabled: false }),
      },
    ],
  });
}
