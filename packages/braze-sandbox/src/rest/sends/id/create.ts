/** POST /sends/id/create (contract §3.1). */
import { keyedHex } from '@fitly/core/math';
import { record } from '../../../record.ts';
import { isSendId } from '../../../send/read-parts.ts';
import { bodyObject, own, require400 } from '../../checks.ts';
import { created, type Endpoint } from '../../endpoint.ts';

export const sendsIdCreate: Endpoint = {
  method: 'POST',
  path: '/sends/id/create',
  permission: 'sends.id.create',
  tickets: () => [{ bucket: 'sends_id_create' }],
  answer: ({ body: raw }, workspace) => {
    const body = bodyObject(raw);
    const campaignId = own(body, 'campaign_id');
    require400(
      typeof campaignId === 'string' && campaignId !== '',
      'campaign_id must be a string of the campaign api identifier',
    );
    require400(workspace.catalogue.campaigns.has(campaignId), 'Invalid Campaign ID');
    const number = String(workspace.changes.entries.length);
    const sendId = own(body, 'send_id') ?? keyedHex(workspace.key, 'created send id', number).slice(0, 24);
    require400(typeof sendId === 'string' && isSendId(sendId), 'Invalid send_id');
    record({ kind: 'send_id', at: workspace.clock.now(), campaignId, sendId }, workspace);
    return created({ message: 'success', send_id: sendId });
  },
};
