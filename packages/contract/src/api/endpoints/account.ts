/** Signing in, and what somebody who has signed in does for themselves. Answers set and end the cookie of the session. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { PERMISSIONS, type Permission, ROLE_NAMES } from '../roles.ts';
import { NOTHING } from '../shared.ts';
import { email, personName } from './team.ts';

const password = z.string().min(1).max(200);
const code = z.string().trim().min(6).max(20).meta({ description: 'Of the authenticator app, or a spare one.' });
const DONE = z.object({ done: z.literal(true) });
const done = { done: true } as const;
const account = z
  .object({
    name: z.string(),
    email: z.string().nullable().meta({ description: 'Null: none was given yet.' }),
    role: z.enum(ROLE_NAMES),
    permissions: z.array(z.enum(Object.keys(PERMISSIONS) as [Permission, ...Permission[]])),
    hasPassword: z.boolean(),
    secondFactor: z.boolean(),
  })
  .meta({ id: 'Account' });
const exampleAccount = {
  ...{ name: 'Anna', email: 'anna@example.com', role: 'viewer', permissions: ['look'] },
  ...{ hasPassword: true, secondFactor: false },
};
const ofMyself = { needs: 'person', params: NOTHING, query: NOTHING, etag: 'none', tag: 'People' } as const;
const wayIn = { needs: 'nothing', params: NOTHING, query: NOTHING, etag: 'none', tag: 'People' } as const;

export const accountEndpoints = {
  signIn: endpoint({
    ...{ ...wayIn, method: 'POST', path: '/sign-in', summary: 'sign in with a password' },
    body: z.strictObject({ email: z.string().min(1).max(320), password }),
    answer: z.object({ codeNeeded: z.boolean().meta({ description: 'A code of the second factor comes next.' }) }),
    ...{ problems: ['sign_in_failed', 'too_many_tries'], changes: false },
    example: {
      body: { email: 'anna@example.com', password: 'seven sleepy otters' },
      answer: { codeNeeded: false },
    },
  }),
  signInWithCode: endpoint({
    ...{ ...wayIn, method: 'POST', path: '/sign-in/code', summary: 'give the code of the second factor' },
    ...{ body: z.strictObject({ code }), answer: DONE, problems: ['sign_in_failed', 'too_many_tries'], changes: false },
    example: { body: { code: '123456' }, answer: done },
  }),
  signInByLink: endpoint({
    ...{
      ...wayIn,
      method: 'POST',
      path: '/sign-in/link',
      summary: 'sign in by the code of a link, which is good once',
    },
    ...{ body: z.strictObject({ code: z.string().min(1).max(200) }), answer: DONE, problems: ['sign_in_failed'] },
    changes: false,
    example: { body: { code: '…' }, answer: done },
  }),
  signOut: endpoint({
    ...{ ...ofMyself, method: 'POST', path: '/sign-out', summary: 'end the session' },
    ...{ body: NOTHING, answer: DONE, problems: [], changes: false },
    example: { body: {}, answer: done },
  }),
  readAccount: endpoint({
    ...{ ...ofMyself, method: 'GET', path: '/account', summary: 'read who has signed in, and what they may do' },
    ...{ body: null, answer: account, problems: [], changes: false },
    example: { answer: exampleAccount },
  }),
  changeAccount: endpoint({
    ...{ ...ofMyself, method: 'PUT', path: '/account', summary: 'change the own name and address' },
    ...{
      body: z.strictObject({ name: personName, email }),
      answer: account,
      problems: ['person_exists'],
      changes: false,
    },
    example: { body: { name: 'Anna', email: 'anna@example.com' }, answer: exampleAccount },
  }),
  setPassword: endpoint({
    ...{ ...ofMyself, method: 'PUT', path: '/account/password' },
    summary: 'set the own password; every other session ends',
    body: z.strictObject({
      current: password.nullable().default(null).meta({ description: 'Null only where there is none yet.' }),
      next: password,
    }),
    ...{ answer: DONE, problems: ['password_refused', 'sign_in_failed', 'too_many_tries'], changes: false },
    example: { body: { current: null, next: 'seven sleepy otters' }, answer: done },
  }),
  beginSecondFactor: endpoint({
    ...{ ...ofMyself, method: 'POST', path: '/account/second-factor' },
    summary: 'begin to use an authenticator app; it counts once a code has confirmed it',
    body: z.strictObject({ password }),
    answer: z.object({
      uri: z.string().meta({ description: '`otpauth://…`, which the app reads from a picture or by hand.' }),
      spareCodes: z.array(z.string()).meta({ description: 'Each signs in once, in place of a code.' }),
    }),
    ...{ problems: ['sign_in_failed', 'too_many_tries'], changes: false },
    example: {
      body: { password: 'seven sleepy otters' },
      answer: { uri: 'otpauth://totp/Fitly:anna%40example.com?secret=…', spareCodes: ['x1Yz2-a3Bc4'] },
    },
  }),
  confirmSecondFactor: endpoint({
    ...{ ...ofMyself, method: 'POST', path: '/account/second-factor/confirm' },
    ...{ summary: 'confirm the authenticator app by its first code', body: z.strictObject({ code }), answer: DONE },
    ...{ problems: ['sign_in_failed'], changes: false },
    example: { body: { code: '123456' }, answer: done },
  }),
  endSecondFactor: endpoint({
    ...{ ...ofMyself, method: 'POST', path: '/account/second-factor/end' },
    ...{ summary: 'use no authenticator app any more', body: z.strictObject({ password }), answer: DONE },
    ...{ problems: ['sign_in_failed', 'too_many_tries'], changes: false },
    example: { body: { password: 'seven sleepy otters' }, answer: done },
  }),
};
