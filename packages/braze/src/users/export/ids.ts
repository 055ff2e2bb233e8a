/**
 * POST /users/export/ids: at most 50 profiles at once. A read that is shaped as a POST, so it is repeated like one.
 * https://www.braze.com/docs/api/endpoints/export/user_data/post_users_identifier
 *
 * Custom attributes come as a whole only: what is not on the allow-list is dropped before this function returns.
 */
import { FitlyError } from '@fitly/core/errors';
import type { AllowList, ExportedCustomer } from '@fitly/core/ports';
import { z } from 'zod';
import { type Caller, read } from '../../call.ts';
import { expectWithin } from '../../checks.ts';
import { BadLine, pickAllowed } from '../../export/customer.ts';
import { requestFor } from '../../export/fields.ts';

export interface ExportedProfiles {
  /** In no particular order; a known id without allow-listed facts is here too. */
  readonly customers: readonly ExportedCustomer[];
  /** Asked for, and not known to Braze. */
  readonly unknownIds: readonly string[];
}

const answer = z.object({
  users: z.array(z.unknown()).nullish(),
  invalid_user_ids: z.array(z.string()).nullish(),
});
/** 50 profiles with all their custom attributes and 90 days of events. */
const MAX_ANSWER_BYTES = 32_000_000;
/** The limit that holds when fields are named (and neither campaigns nor canvases received are among them). */
const TICKETS = [{ bucket: 'users_export_ids' }] as const;
const WITH_RECEIVED = [{ bucket: 'users_export_received' }] as const;
/** Fields for which fewer calls are allowed. */
const RECEIVED: ReadonlySet<string> = new Set(['campaigns_received', 'canvases_received']);

export interface RawProfiles {
  /** As they came: to be picked from at once, and kept nowhere. */
  readonly profiles: readonly unknown[];
  /** Asked for, and not known to Braze. */
  readonly unknownIds: readonly string[];
}

/** 1 to 50 ids. Throws `braze_*`. */
export async function askForProfiles(
  caller: Caller,
  externalIds: readonly string[],
  fields: readonly string[],
): Promise<RawProfiles> {
  expectWithin('number of external ids', externalIds.length, 1, 50);
  const body = { external_ids: externalIds, fields_to_export: fields };
  const tickets = fields.some((field) => RECEIVED.has(field)) ? WITH_RECEIVED : TICKETS;
  const call = { path: '/users/export/ids', body, answer, tickets, maxAnswerBytes: MAX_ANSWER_BYTES };
  const { users, invalid_user_ids } = await read(caller, call);
  const asked = new Set(externalIds);
  return { profiles: users ?? [], unknownIds: (invalid_user_ids ?? []).filter((id) => asked.has(id)) };
}

/** Throws `braze_*`. */
export async function exportProfiles(
  caller: Caller,
  externalIds: readonly string[],
  allow: AllowList,
): Promise<ExportedProfiles> {
  const { fields, customAttributes } = requestFor('', allow);
  const wanted = customAttributes.length > 0 ? [...fields, 'custom_attributes'] : fields;
  const { profiles, unknownIds } = await askForProfiles(caller, externalIds, wanted);
  const asked = new Set(externalIds);
  return { customers: profiles.flatMap((raw) => customerOf(raw, allow, asked)), unknownIds };
}

/** A profile that nobody asked for is not let in. */
function customerOf(raw: unknown, allow: AllowList, asked: ReadonlySet<string>): readonly ExportedCustomer[] {
  try {
    const customer = pickAllowed(raw, allow);
    return customer !== null && asked.has(customer.externalId) ? [customer] : [];
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    throw new FitlyError('braze_refused', `A profile in the answer to users.export.ids ${error.message}`, {
      next: 'Run again; if it stays so, look at the profile in Braze.',
    });
  }
}
