/** What happens to a well-formed send: it is journalled, reaches its customers, and is answered, unless a fault is armed. */

import { keyedHex, type SipKey } from '@fitly/core/math';
import type { FastifyReply } from 'fastify';
import type { Audience } from '../audience/audience.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { FaultSwitch, SendFault } from '../faults.ts';
import type { VirtualClock } from '../state/clock.ts';
import type { Journal, JournalEntry } from '../state/journal.ts';
import type { TriggerSend } from './campaigns-trigger-send.ts';

export interface SendDesk {
  readonly audience: Audience;
  readonly catalogue: Catalogue;
  readonly key: SipKey;
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: FaultSwitch;
}

export function answerSend(send: TriggerSend, desk: SendDesk, reply: FastifyReply): unknown {
  const fault = desk.faults.takeSend();
  if (fault !== null) return answerFault(fault, send, desk, reply);
  return reply.status(201).send({ dispatch_id: accept(send, desk), message: 'success' });
}

/** Puts a journalled send into the audience: when it happens, and again on restart. */
export function deliver(entry: JournalEntry, { audience, catalogue }: Pick<SendDesk, 'audience' | 'catalogue'>): void {
  const message = catalogue.campaigns.get(entry.campaignId)?.messages[0];
  if (message === undefined) return;
  const { campaignId, dispatchId } = entry;
  const send = { channel: message.channel, campaignId, canvasId: null, variationId: message.id, dispatchId };
  for (const { externalId, properties } of entry.recipients) {
    const index = audience.find(externalId);
    if (index >= 0) audience.receive(index, entry.at, { ...send, properties });
  }
}

/** Journals, then delivers. Returns the dispatch id. */
function accept(send: TriggerSend, desk: SendDesk): string {
  const { audience, clock, journal, key } = desk;
  const seq = journal.entries.length + 1;
  const dispatchId = keyedHex(key, 'dispatch', String(seq));
  const recipients = [...send.recipients]
    .filter(([externalId]) => audience.find(externalId) >= 0)
    .map(([externalId, properties]) => ({ externalId, properties }));
  const entry = { seq, at: clock.now(), campaignId: send.campaignId, dispatchId, recipients };
  journal.append(entry);
  deliver(entry, desk);
  return dispatchId;
}

const NOTICE = 'The campaign is paused. Resume the campaign in order for trigger requests to take effect.';

function answerFault(fault: SendFault, send: TriggerSend, desk: SendDesk, reply: FastifyReply): unknown {
  switch (fault.kind) {
    case 'status':
      if (fault.accept) accept(send, desk);
      return reply
        .status(fault.status)
        .send({ message: fault.status === 429 ? 'Rate limit exceeded' : 'Injected fault' });
    case 'html_500':
      if (fault.accept) accept(send, desk);
      return reply.status(500).type('text/html').send('<html><body><h1>500 Internal Server Error</h1></body></html>');
    case 'drop_after_accept':
      accept(send, desk);
      return cut(reply);
    case 'drop_before_accept':
      return cut(reply);
    case 'notice': {
      const dispatchId = keyedHex(desk.key, 'notice', String(desk.journal.entries.length));
      return reply.status(201).send({ dispatch_id: dispatchId, message: 'success', notice: NOTICE });
    }
    case 'errors': {
      const accepted = { ...send, recipients: new Map([...send.recipients].slice(1)) };
      const errors = ['One of the recipients could not be processed'];
      return reply.status(201).send({ dispatch_id: accept(accepted, desk), message: 'success', errors });
    }
  }
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
