/** Stopped and archived things accept a trigger, say so beside success, and send nothing (contract §2.1 and §2.2). */
import type { Source } from './request.ts';

/** null = it runs. The canvas texts are Braze's; the campaign's are modelled on its transactional endpoint. */
export function noticeOf(source: Source): string | null {
  if (source.kind === 'messages') return null;
  const owner = source.kind === 'canvas' ? source.canvas : source.campaign;
  if (!owner.archived && owner.enabled && !owner.draft) return null;
  if (source.kind === 'campaign') return owner.archived ? ARCHIVED_CAMPAIGN : PAUSED_CAMPAIGN;
  return owner.archived ? ARCHIVED_CANVAS : PAUSED_CANVAS;
}

export const PAUSED_CAMPAIGN =
  'The campaign is paused. Resume the campaign in order for trigger requests to take effect.';
const ARCHIVED_CAMPAIGN =
  'The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.';
export const PAUSED_CANVAS = 'The Canvas is paused. Resume the Canvas to ensure trigger requests will take effect.';
const ARCHIVED_CANVAS = 'The Canvas is archived. Unarchive the Canvas to ensure trigger requests will take effect.';
