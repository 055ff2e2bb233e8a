/** POST /users/export/ids (contract §1.1). */
import { type ExportField, isExportField } from '../../../export/fields.ts';
import type { Ticket } from '../../../limits/buckets.ts';
import { type Identity, readAlias } from '../../../users/identity.ts';
import { bodyObject, isObject, isStrings, type Json, own, require400 } from '../../checks.ts';
import { created, type Endpoint } from '../../endpoint.ts';

const MOST_IDS = 50;
/** Only one of these per request. */
const SINGLE = { device_id: 'device_id', email_address: 'email', phone: 'phone' } as const;

export const usersExportIds: Endpoint = {
  method: 'POST',
  path: '/users/export/ids',
  permission: 'users.export.ids',
  tickets: (body) => [ticketFor(body)],
  answer: ({ body }, { people, lines, clock }) => {
    const { named, unnamed } = readWhom(bodyObject(body));
    const fields = readFields(bodyObject(body));
    const indexes = [...named, ...unnamed].map((identity) => people.find(identity)).filter((index) => index >= 0);
    const users = [...lines.lines({ fields, attributes: [] }, new Set(indexes), clock.now())];
    const invalid = named.filter((identity) => people.find(identity) < 0).map(({ value }) => value);
    return created({
      message: 'success',
      users: users.map((line) => JSON.parse(line)),
      invalid_user_ids: [...new Set(invalid)],
    });
  },
};

/** Lean requests draw from the wider bucket (contract §0.3). */
function ticketFor(body: unknown): Ticket {
  const fields = isObject(body) ? own(body, 'fields_to_export') : undefined;
  const isLean = isStrings(fields) && !fields.some((name) => /^(campaigns|canvases)_received$/.test(name));
  return { bucket: isLean ? 'users_export_ids_fields' : 'users_export_ids' };
}

function readFields(body: Json): readonly ExportField[] {
  const fields = own(body, 'fields_to_export');
  require400(isStrings(fields) && fields.length > 0, 'fields_to_export must be an array of field names');
  require400(fields.every(isExportField), 'fields_to_export contains an unknown field');
  return fields as readonly ExportField[];
}

/** `named` by ids that `invalid_user_ids` lists when nobody has them. */
function readWhom(body: Json): { readonly named: readonly Identity[]; readonly unnamed: readonly Identity[] } {
  const ids = own(body, 'external_ids') ?? [];
  require400(isStrings(ids), 'external_ids must be an array of strings');
  const aliases = own(body, 'user_aliases') ?? [];
  require400(Array.isArray(aliases), 'user_aliases must be an array');
  require400(
    ids.length + aliases.length <= MOST_IDS,
    'The max number of external_ids and aliases per request was exceeded',
  );
  const singles = Object.entries(SINGLE).filter(([name]) => own(body, name) !== undefined);
  require400(singles.length <= 1, 'Only one of device_id, email_address, phone may be given');
  const brazeId = own(body, 'braze_id');
  const named: Identity[] = ids.map((value) => ({ kind: 'external_id', value }));
  if (brazeId !== undefined) named.push({ kind: 'braze_id', value: textOf(brazeId, 'braze_id') });
  const unnamed = aliases.map((item): Identity => {
    const alias = readAlias(item);
    require400(alias !== null, 'Invalid user_alias');
    return { kind: 'user_alias', value: alias };
  });
  // Nobody here has a device, so a device id finds nobody.
  for (const [name, kind] of singles) {
    const value = textOf(own(body, name), name);
    if (kind !== 'device_id') unnamed.push({ kind, value });
  }
  require400(named.length + unnamed.length + singles.length > 0, 'No user identifiers were given');
  return { named, unnamed };
}

function textOf(value: unknown, name: string): string {
  require400(typeof value === 'string' && value !== '', `${name} must be a string`);
  return value;
}
