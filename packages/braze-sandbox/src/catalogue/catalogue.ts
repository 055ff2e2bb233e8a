/** Everything a dashboard would hold: segments, campaigns, canvases, by id and in order of creation. */
import type { Instant } from '@fitly/core/terms';
import { type Campaign, type CampaignDefinition, campaignOf } from './campaign.ts';
import { type Canvas, type CanvasDefinition, canvasOf } from './canvas.ts';
import { type Segment, type SegmentDefinition, segmentOf } from './segment.ts';

export interface CatalogueDefinition {
  readonly segments: readonly SegmentDefinition[];
  readonly campaigns: readonly CampaignDefinition[];
  readonly canvases: readonly CanvasDefinition[];
}

export interface Catalogue {
  readonly segments: ReadonlyMap<string, Segment>;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly canvases: ReadonlyMap<string, Canvas>;
}

/** Things without a creation time of their own were created when the sandbox began. Of two with one id the last counts. */
export const catalogueOf = (definition: CatalogueDefinition, startAt: Instant): Catalogue => ({
  segments: byId(definition.segments.map((segment) => segmentOf(segment, startAt))),
  campaigns: byId(definition.campaigns.map((campaign) => campaignOf(campaign, startAt))),
  canvases: byId(definition.canvases.map((canvas) => canvasOf(canvas, startAt))),
});

/** Oldest first; what was created at the same instant keeps its order. */
function byId<T extends { readonly id: string; readonly createdAt: Instant }>(things: readonly T[]): Map<string, T> {
  return new Map([...things].sort((a, b) => a.createdAt - b.createdAt).map((thing) => [thing.id, thing]));
}
