/** A batch as the request it becomes: data until somebody performs it. */
import { FitlyError } from '@fitly/core/errors';
import type { CanvasRequest, Messaging, SendAnswer, TriggerRecipient, TriggerRequest } from '@fitly/core/ports';
import type { Batch } from '@fitly/store';

export type SendRequest =
  | ({ readonly kind: 'campaign' } & TriggerRequest)
  | ({ readonly kind: 'canvas' } & CanvasRequest);

/** `recipients`: the members of the batch, in its order. Throws `internal` for a batch of a file, which is no request. */
export function requestOf(batch: Batch, recipients: readonly TriggerRecipient[]): SendRequest {
  switch (batch.request) {
    case 'campaign':
      return { kind: 'campaign', campaignId: batch.targetId, recipients };
    case 'canvas':
      return { kind: 'canvas', canvasId: batch.targetId, recipients };
    default:
      throw new FitlyError('internal', `a batch of kind ${batch.request} was to be sent through Braze`, {
        next: 'nothing of this batch was sent; please report this',
      });
  }
}

export function perform(messaging: Messaging, request: SendRequest): Promise<SendAnswer> {
  switch (request.kind) {
    case 'campaign':
      return messaging.triggerCampaign(request);
    case 'canvas':
      return messaging.triggerCanvas(request);
  }
}
