/** POST /users/delete (contract §1.4, siblings): at most 50 users, named in one way. */
import { record } from '../../record.ts';
import { type Identity, readAlias } from '../../users/identity.ts';
import { bodyObject, isStrings, own, require400 } from '../checks.ts';
import { created, type Endpoint } from '../endpoint.ts';

const KINDS = {
  external_ids: 'external_id',
  braze_ids: 'braze_id',
  email_addresses: 'email',
  phone_numbers: 'phone',
} as const;
const MOST_USERS = 50;

export const usersDelete: Endpoint = {
  method: 'POST',
  path: '/users/delete',
  permission: 'users.delete',
  tickets: () => [{ bucket: 'users_delete' }],
  answer: ({ body }, workspace) => {
    let deleted = 0;
    for (const identity of readUsers(body)) {
      // Looked for one by one: a user who is named twice is deleted once.
      if (workspace.people.find(identity) < 0) continue;
      record({ kind: 'delete_user', at: workspace.clock.now(), identity }, workspace);
      deleted += 1;
    }
    return created({ deleted, message: 'success' });
  },
};

function readUsers(raw: unknown): readonly Identity[] {
  const body = bodyObject(raw);
  const named = [...Object.keys(KINDS), 'user_aliases'].filter((name) => own(body, name) !== undefined);
  require400(named.length === 1, `Exactly one of ${[...Object.keys(KINDS), 'user_aliases'].join(', ')} is required`);
  const name = named[0]!;
  const list = own(body, name);
  require400(Array.isArray(list) && list.length > 0, `${name} must be an array`);
  require400(list.length <= MOST_USERS, 'The max number of ids per request was exceeded');
  if (name === 'user_aliases') {
    return list.map((item) => {
      const alias = readAlias(item);
      require400(alias !== null, 'Invalid user_alias');
      return { kind: 'user_alias', value: alias };
    });
  }
  require400(isStrings(list), `${name} must be an array of strings`);
  return list.map((value) => ({ kind: KINDS[name as keyof typeof KINDS], value }));
}
