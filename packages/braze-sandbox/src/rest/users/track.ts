/** POST /users/track (contract §1.4). */
import { record } from '../../record.ts';
import type { Change } from '../../state/changes.ts';
import type { Workspace } from '../../workspace.ts';
import { bodyObject, isObject, type Json, own } from '../checks.ts';
import { type Call, created, type Endpoint } from '../endpoint.ts';
import { Refusal } from '../refusal.ts';
import { INPUT_ARRAYS, type InputArray, readTrackObject } from './track-object.ts';

/** Over the three arrays together. */
const MOST_OBJECTS = 75;
const NOTHING_VALID = "Valid data must be provided in the 'attributes', 'events', or 'purchases' fields.";

interface MinorError {
  readonly type: string;
  readonly input_array: InputArray;
  readonly index: number;
}

export const usersTrack: Endpoint = {
  method: 'POST',
  path: '/users/track',
  permission: 'users.track',
  tickets: () => [{ bucket: 'users_track' }],
  answer: (call, workspace) => {
    const arrays = arraysOf(bodyObject(call.body));
    const total = arrays.reduce((sum, [, list]) => sum + list.length, 0);
    if (total > MOST_OBJECTS) throw new Refusal(400, 'Max Input Length Exceeded');
    const { changes, errors, processed } = readAll(arrays, call, workspace);
    const some = Object.values(processed).some((count) => count > 0);
    if (!some) throw new Refusal(400, NOTHING_VALID, errors.length > 0 ? { errors } : {});
    for (const change of changes) record(change, workspace);
    return created({ message: 'success', ...processed, ...(errors.length > 0 && { errors }) });
  },
};

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
