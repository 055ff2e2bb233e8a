/** POST /export/segment/cancel (contract §1.2, 5); its body is not documented, this one is ours. */
import { bodyObject } from '../../checks.ts';
import { created, type Endpoint } from '../../endpoint.ts';
import { readSegment } from '../../users/export/segment.ts';

export const exportSegmentCancel: Endpoint = {
  method: 'POST',
  path: '/export/segment/cancel',
  permission: 'segments.list',
  answer: ({ body }, workspace) => {
    workspace.exports.cancel(readSegment(bodyObject(body), workspace).id);
    return created({ message: 'success' });
  },
};
