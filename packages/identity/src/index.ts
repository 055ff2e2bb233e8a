/** Who may do what: people, sessions, second factors, keys of programs. */
export type { AccessKeys, NewAccessKey } from './access-keys.ts';
export { looksLikeAccessKey } from './access-keys.ts';
export type { AccessKey } from './identity-tables.ts';
export { type Identity, type OpenIdentity, openIdentity } from './open-identity.ts';
export type { NewPerson, People, Person } from './people.ts';
export type { Answer, Browser, CheckedResult, SecondFactor, SignIn, SignInResult } from './sign-in.ts';
