/** GET /canvas/details (contract §4.6). */
import { queryFlag } from '../checks.ts';
import { type Endpoint, found } from '../endpoint.ts';
import { findCanvas } from '../find-thing.ts';
import { isoSeconds } from '../iso-time.ts';
import { channelsOf, sentSpan, showMessages } from '../show-messages.ts';

export const canvasDetails: Endpoint = {
  method: 'GET',
  path: '/canvas/details',
  permission: 'canvas.details',
  answer: ({ query }, workspace) => {
    const canvas = findCanvas(query, workspace);
    queryFlag(query, 'post_launch_draft_version');
    const { id, name, description, archived, draft, enabled, tags, teams, steps, variants } = canvas;
    const entered = sentSpan(workspace, (entry) => entry.canvasId === id);
    return found({
      created_at: isoSeconds(canvas.createdAt),
      updated_at: isoSeconds(canvas.updatedAt),
      name,
      description,
      archived,
      draft,
      enabled,
      has_post_launch_draft: false,
      schedule_type: canvas.scheduleType,
      first_entry: entered.first,
      last_entry: entered.last,
      channels: channelsOf(steps.flatMap(({ messages }) => messages)),
      variants: variants.map(({ name: variant, id: variantId, firstStepId }) => ({
        name: variant,
        id: variantId,
        first_step_ids: firstStepId === null ? [] : [firstStepId],
        ...(firstStepId !== null && { first_step_id: firstStepId }),
      })),
      tags,
      teams,
      steps: steps.map((step) => ({
        name: step.name,
        type: step.type,
        id: step.id,
        next_step_ids: step.nextStepIds,
        next_paths: step.nextStepIds.map((next) => ({ name: 'Next', next_step_id: next })),
        channels: channelsOf(step.messages),
        messages: showMessages(step.messages),
      })),
    });
  },
};
