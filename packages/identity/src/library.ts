/**
 * better-auth (MIT) as Fitly uses it: people with an e-mail address and a password, links that are good once, sessions of twelve
 * hours, and a second factor by authenticator app. Its own HTTP routes are not served: operations of the API call it, so that every
 * request passes the same checks.
 */
import type { DatabaseSync } from 'node:sqlite';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { magicLink, twoFactor } from 'better-auth/plugins';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './passwords.ts';

const SESSION_SECONDS = 12 * 3_600;
const LINK_SECONDS = 24 * 3_600;
const WRONG_CODES_BEFORE_A_BREAK = 10;
const BREAK_SECONDS = 15 * 60;

export interface LibraryOptions {
  readonly database: DatabaseSync;
  readonly secret: string;
  /** Where browsers reach the service: `http://127.0.0.1:8410`. */
  readonly publicUrl: string;
  /** Of the cookie: cookies know no ports, so two services of one machine need different ones. */
  readonly cookiePrefix: string;
  /** Called with the code of a link, and what its asker gave as `metadata.asker`. */
  readonly onLink: (asker: string, code: string) => void;
}

export function createLibrary({ database, secret, publicUrl, cookiePrefix, onLink }: LibraryOptions) {
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
        sendMagicLink: ({ token, metadata }) => onLink(String(metadata?.['asker']), token),
      }),
      twoFactor({
        issuer: 'Fitly',
        accountLockout: {
          enabled: true,
          maxFailedAttempts: WRONG_CODES_BEFORE_A_BREAK,
          durationSeconds: BREAK_SECONDS,
        },
      }),
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
