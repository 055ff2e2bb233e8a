/** Reads a send of any kind: the endpoints that send now, and the schedules whose time has come. */
import type { SendKind } from '../state/schedules.ts';
import type { Workspace } from '../workspace.ts';
import { readMessagesSend } from './read-messages-send.ts';
import { readCampaignSend, readCanvasSend } from './read-trigger-send.ts';
import type { Json, SendRequest } from './request.ts';

/** Throws a 400 `Refusal`. */
export function readSend(
  { kind, body }: { readonly kind: SendKind; readonly body: Json },
  workspace: Workspace,
): SendRequest {
  switch (kind) {
    case 'campaign':
      return readCampaignSend(body, workspace);
    case 'canvas':
      return readCanvasSend(body, workspace);
    case 'messages':
      return readMessagesSend(body, workspace);
  }
}
