/** The people of the team, and keys of programs. */
import { z } from 'zod';
import { endpoint } from '../endpoint.ts';
import { KEY_PERMISSIONS, ROLE_NAMES } from '../roles.ts';
import { instant, NOTHING } from '../shared.ts';

export const email = z.email().max(254);
export const personName = z.string().trim().min(1).max(100);
const role = z.enum(ROLE_NAMES);
const id = z.uuid();
const person = z
  .object({
    id,
    name: z.string(),
    email: z.string().nullable(),
    role,
    disabled: z.boolean(),
    hasPassword: z.boolean().meta({ description: 'False: only a link lets them in.' }),
    secondFactor: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: 'Person' });
const link = z.string().meta({
  description: 'Lets in once and for a day. Whoever has it is that person: hand it over as you would a password.',
});
const permissions = z.array(z.enum(KEY_PERMISSIONS)).min(1).max(KEY_PERMISSIONS.length);
const key = z
  .object({
    ...{ id, name: z.string(), prefix: z.string(), permissions },
    ...{ createdAt: instant, createdBy: z.string(), expiresAt: instant.nullable(), lastUsedAt: instant.nullable() },
  })
  .meta({ id: 'AccessKey' });

const ANNA = '6f1c1d0e-8b3f-4c1e-9d9a-2f3a4b5c6d7e';
const examplePerson = {
  ...{ id: ANNA, name: 'Anna', email: 'anna@example.com', role: 'analyst', disabled: false },
  ...{ hasPassword: false, secondFactor: false, createdAt: '2026-02-01T06:00:00.000Z' },
};
const exampleKey = {
  ...{ id: ANNA, name: 'warehouse', prefix: 'fitly_4kQz9w', permissions: ['send_events'] },
  ...{ createdAt: '2026-02-01T06:00:00.000Z', createdBy: 'Anna', expiresAt: null, lastUsedAt: null },
};
const exampleLink = 'http://127.0.0.1:8410/sign-in?code=…';
const managed = { needs: 'manage', query: NOTHING, etag: 'none', tag: 'People' } as const;
const ofPerson = z.strictObject({ person: id });
const ofKey = z.strictObject({ key: id });
const REMOVED = z.object({ removed: z.literal(true) });

export const teamEndpoints = {
  listPeople: endpoint({
    ...{ ...managed, method: 'GET', path: '/people', summary: 'list the people of the team', params: NOTHING },
    ...{ body: null, answer: z.object({ items: z.array(person) }), problems: [], changes: false },
    example: { answer: { items: [examplePerson] } },
  }),
  invitePerson: endpoint({
    ...{ ...managed, method: 'POST', path: '/people', summary: 'add somebody, and get the link that lets them in' },
    ...{ params: NOTHING, body: z.strictObject({ name: personName, email, role }) },
    ...{ answer: z.object({ person, link }), problems: ['person_exists', 'person_invalid'], changes: false },
    example: {
      body: { name: 'Anna', email: 'anna@example.com', role: 'analyst' },
      answer: { person: examplePerson, link: exampleLink },
    },
  }),
  changePerson: endpoint({
    ...{ ...managed, method: 'PUT', path: '/people/{person}' },
    summary: 'give somebody another role, or shut them out and let them in again; their sessions end',
    ...{ params: ofPerson, body: z.strictObject({ role: role.optional(), disabled: z.boolean().optional() }) },
    ...{ answer: person, problems: ['person_unknown', 'last_owner'], changes: false },
    example: { params: { person: ANNA }, body: { role: 'analyst' }, answer: examplePerson },
  }),
  linkPerson: endpoint({
    ...{ ...managed, method: 'POST', path: '/people/{person}/link' },
    summary: 'get a new link for somebody who has lost their password or their app; both end when it is used',
    ...{
      params: ofPerson,
      body: NOTHING,
      answer: z.object({ link }),
      problems: ['person_unknown', 'person_disabled'],
      changes: false,
    },
    example: { params: { person: ANNA }, body: {}, answer: { link: exampleLink } },
  }),
  removePerson: endpoint({
    ...{ ...managed, method: 'DELETE', path: '/people/{person}', summary: 'remove somebody from the team' },
    ...{ params: ofPerson, body: null, answer: REMOVED, problems: ['person_unknown', 'last_owner'], changes: false },
    example: { params: { person: ANNA }, answer: { removed: true } },
  }),
  listKeys: endpoint({
    ...{ ...managed, method: 'GET', path: '/keys', summary: 'list the keys of programs', params: NOTHING },
    ...{ body: null, answer: z.object({ items: z.array(key) }), problems: [], changes: false },
    example: { answer: { items: [exampleKey] } },
  }),
  createKey: endpoint({
    ...{ ...managed, method: 'POST', path: '/keys', summary: 'make a key for a program', params: NOTHING },
    body: z.strictObject({
      name: z.string().trim().min(1).max(100),
      permissions,
      expiresAt: instant.nullable().default(null),
    }),
    answer: z.object({
      key,
      secret: z.string().meta({ description: 'The key itself. It is shown now and never again.' }),
    }),
    ...{ problems: [], changes: false },
    example: {
      body: { name: 'warehouse', permissions: ['send_events'], expiresAt: null },
      answer: { key: exampleKey, secret: 'fitly_…' },
    },
  }),
  revokeKey: endpoint({
    ...{ ...managed, method: 'DELETE', path: '/keys/{key}', summary: 'revoke a key: it opens nothing any more' },
    ...{ params: ofKey, body: null, answer: REMOVED, problems: ['access_key_unknown'], changes: false },
    example: { params: { key: ANNA }, answer: { removed: true } },
  }),
};
