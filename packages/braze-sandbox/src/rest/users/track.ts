/** POST /users/track and its siblings (contract §1.4): one reading, three sets of limits. */
import type { BucketName } from '../../limits/buckets.ts';
import { recordAll } from '../../record.ts';
import type { Change } from '../../state/changes.ts';
import { type Identity, readIdentity } from '../../users/identity.ts';
import type { Workspace } from '../../workspace.ts';
import { bodyObject, isObject, type Json, own } from '../checks.ts';
import { type Call, created, type Endpoint } from '../endpoint.ts';
import type { Permission } from '../keys.ts';
import { Refusal } from '../refusal.ts';
import { INPUT_ARRAYS, type InputArray, readTrackObject } from './track-object.ts';

const NOTHING_VALID = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.";
const TOO_MUCH = 'Max Input Length Exceeded';

interface MinorError {
  readonly type: string;
  readonly input_array: InputArray;
  readonly index: number;
}

interface Limits {
  readonly path: string;
  readonly permission: Permission;
  readonly bucket: BucketName;
  /** Over the three arrays together. */
  readonly mostObjects: number;
  readonly mostPerUser: number;
  readonly maxBodyBytes?: number;
}

const trackEndpoint = ({ path, permission, bucket, maxBodyBytes, mostObjects, mostPerUser }: Limits): Endpoint => ({
  method: 'POST',
  path,
  permission,
  ...(maxBodyBytes !== undefined && { maxBodyBytes }),
  tickets: () => [{ bucket }],
  answer: (call, workspace) => {
    const arrays = arraysOf(bodyObject(call.body));
    const objects = arrays.flatMap(([, list]) => list);
    if (objects.length > mostObjects || mostOfOneUser(objects) > mostPerUser) throw new Refusal(400, TOO_MUCH);
    const { changes, errors, processed } = readAll(arrays, call, workspace);
    const some = Object.values(processed).some((count) => count > 0);
    if (!some) throw new Refusal(400, NOTHING_VALID, errors.length > 0 ? { errors } : {});
    recordAll(changes, workspace);
    return created({ message: 'success', ...processed, ...(errors.length > 0 && { errors }) });
  },
});

export const usersTrack = trackEndpoint({
  path: '/users/track',
  permission: 'users.track',
  bucket: 'users_track',
  mostObjects: 75,
  mostPerUser: 75,
});

export const usersTrackBulk = trackEndpoint({
  path: '/users/track/bulk',
  permission: 'users.track.bulk',
  bucket: 'users_track_bulk',
  mostObjects: 1_000,
  mostPerUser: 100,
  maxBodyBytes: 2_000_000,
});

export const usersTrackSync = trackEndpoint({
  path: '/users/track/sync',
  permission: 'users.track.sync',
  bucket: 'users_track_sync',
  mostObjects: 1,
  mostPerUser: 1,
});

function mostOfOneUser(objects: readonly unknown[]): number {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const identity: Identity | null = isObject(object) ? readIdentity(object) : null;
    if (identity === null) continue;
    const name = JSON.stringify([identity.kind, identity.value]);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** The arrays that were sent, in the order in which they are processed. */
function arraysOf(body: Json): readonly (readonly [InputArray, readonly unknown[]])[] {
  return INPUT_ARRAYS.flatMap((name) => {
    const list = own(body, name);
    if (list === undefined || list === null) return [];
    if (!Array.isArray(list)) throw new Refusal(400, NOTHING_VALID);
    return [[name, list] as const];
  });
}

function readAll(
  arrays: ReturnType<typeof arraysOf>,
  { twist }: Call,
  workspace: Workspace,
): {
  readonly changes: readonly Change[];
  readonly errors: readonly MinorError[];
  readonly processed: Readonly<Record<string, number>>;
} {
  const changes: Change[] = [];
  const errors: MinorError[] = [];
  const processed: Record<string, number> = {};
  let read = 0;
  for (const [name, list] of arrays) {
    processed[`${name}_processed`] = 0;
    for (const [index, object] of list.entries()) {
      read += 1;
      const outcome =
        read <= twist.reject
          ? 'BLACKLISTED_EXTERNAL_USER_ID'
          : readTrackObject(name, isObject(object) ? object : {}, workspace);
      if (typeof outcome === 'string') errors.push({ type: outcome, input_array: name, index });
      else {
        changes.push(...outcome);
        processed[`${name}_processed`]! += 1;
      }
    }
  }
  return { changes, errors, processed };
}
