/** A batch as the request it becomes: data until somebody performs it. */
import { messageTarget } from '@fitly/core/design';
import { FitlyError } from '@fitly/core/errors';
import type {
  CanvasRequest,
  MayLeave,
  MessageRequest,
  Messaging,
  SendAnswer,
  TriggerRecipient,
  TriggerRequest,
} from '@fitly/core/ports';
import type { Batch } from '@fitly/store';

export type SendRequest =
  | ({ readonly kind: 'campaign' } & TriggerRequest)
  | ({ readonly kind: 'canvas' } & CanvasRequest)
  | ({ readonly kind: 'message' } & MessageRequest);

/**
 * `recipients`: the members of the batch, in its order. Throws `internal` for a batch that is handed out, which is no request, and
 * for a message without content or target.
 */
export function requestOf(batch: Batch, recipients: readonly TriggerRecipient[]): SendRequest {
  switch (batch.request) {
    case 'campaign':
      return { kind: 'campaign', campaignId: batch.targetId, recipients };
    case 'canvas':
      return { kind: 'canvas', canvasId: batch.targetId, recipients };
    case 'message':
      return messageRequest(batch, recipients);
    case 'file':
    case 'api':
      throw new FitlyError('internal', `a batch of kind ${batch.request} was to be sent through Braze`, {
        next: 'nothing of this batch was sent; please report this',
      });
  }
}

export function perform(messaging: Messaging, request: SendRequest, mayLeave: MayLeave): Promise<SendAnswer> {
  switch (request.kind) {
    case 'campaign':
      return messaging.triggerCampaign(request, mayLeave);
    case 'canvas':
      return messaging.triggerCanvas(request, mayLeave);
    case 'message':
      return messaging.sendMessage(request, mayLeave);
  }
}

/** Properties stay behind: this endpoint has none per recipient. */
function messageRequest({ targetId, content }: Batch, recipients: readonly TriggerRecipient[]): SendRequest {
  const target = content === null ? null : messageTarget(targetId, content.channel);
  if (target !== null && content !== null) {
    return { kind: 'message', ...target, content, externalIds: recipients.map((recipient) => recipient.externalId) };
  }
  throw new FitlyError(
    'internal',
    `a batch of messages has the target "${targetId}" and ${content === null ? 'no' : 'a'} content`,
    {
      next: 'nothing of this batch was sent; please report this',
    },
  );
}
