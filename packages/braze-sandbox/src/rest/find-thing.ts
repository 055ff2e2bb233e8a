/** The thing that a query names, for details and series (contract §0.2): missing, malformed and unknown ids are one error. */
import type { Campaign } from '../catalogue/campaign.ts';
import type { Canvas } from '../catalogue/canvas.ts';
import type { Segment } from '../catalogue/segment.ts';
import type { Workspace } from '../workspace.ts';
import { type Json, own, require400 } from './checks.ts';

export function findCampaign(query: Json, { catalogue }: Workspace): Campaign {
  const campaign = catalogue.campaigns.get(String(own(query, 'campaign_id')));
  require400(campaign !== undefined, 'campaign_id must be a string of the campaign api identifier');
  return campaign;
}

export function findCanvas(query: Json, { catalogue }: Workspace): Canvas {
  const canvas = catalogue.canvases.get(String(own(query, 'canvas_id')));
  require400(canvas !== undefined, 'canvas_id must be a string of the Canvas api identifier');
  return canvas;
}

export function findSegment(query: Json, { catalogue }: Workspace): Segment {
  const segment = catalogue.segments.get(String(own(query, 'segment_id')));
  require400(segment !== undefined, 'segment_id must be a string of the Segment api identifier');
  return segment;
}
