/** The daily loop's profiles as objects of POST /users/track, and what it is told of the answer. */
import type { ProfileAnswer, ProfileAttributes } from '@fitly/core/ports';
import type { WriteResult } from '../answer.ts';
import type { Tracked } from './track.ts';
import type { TrackAttributes } from './track-objects.ts';

/** Never makes a profile: who was deleted in Braze stays deleted. */
export const toAttributes = ({ externalId, values }: ProfileAttributes): TrackAttributes => ({
  externalId,
  updateExistingOnly: true,
  values,
});

export const answerOf = (result: WriteResult<Tracked>): ProfileAnswer =>
  result.kind === 'accepted'
    ? { kind: 'accepted', status: result.status, refused: result.body.rejected.map(({ index }) => index) }
    : result;
