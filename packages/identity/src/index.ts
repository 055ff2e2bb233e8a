/** Who may do what: people, sessions, second factors, keys of programs. */
export type { AccessKeys, NewAccessKey } from './access-keys.ts';
export { looksLikeAccessKey } from './access-keys.ts';
export type { AccessKey } from './identity-tables.ts';
export { type OpenIdProvider, SESSION_SECONDS } from './library.ts';
export { type Identity, type OpenIdentity, openIdentity } from './open-identity.ts';
export type { NewPerson, People, Person } from './people.ts';
export type { Answer, Browser, SecondFactor, SignIn, SignInResult } from './sign-in.ts';
