import { FitlyError } from '@fitly/core/errors';
import type { Messaging, SendAnswer } from '@fitly/core/ports';

/** Reads as it does, takes attributes of profiles without passing them on, and refuses to send. */
export const withoutSending = (messaging: Messaging): Messaging => ({
  exportSegment: messaging.exportSegment,
  exportCustomers: messaging.exportCustomers,
  readMarkers: messaging.readMarkers,
  campaignCounts: messaging.campaignCounts,
  canvasCounts: messaging.canvasCounts,
  segmentSizes: messaging.segmentSizes,
  triggerCampaign: refuse,
  triggerCanvas: refuse,
  sendMessage: refuse,
  writeProfiles: async () => ({ kind: 'accepted', status: 201, refused: [] }),
});

async function refuse(): Promise<SendAnswer> {
  throw new FitlyError('internal', 'a dry run was about to send');
}
