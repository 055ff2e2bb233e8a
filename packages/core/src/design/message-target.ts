/** A value of `delivery.ids` in mode `message`: Braze counts such a message under a campaign and one of its variations. */
export interface MessageTarget {
  readonly campaignId: string;
  readonly variationId: string;
}

/** Reads `CAMPAIGN_ID/VARIATION_ID`; null for anything else. */
export function messageTarget(id: string): MessageTarget | null {
  const [campaignId, variationId, ...more] = id.split('/');
  if (!campaignId || !variationId || more.length > 0) return null;
  return { campaignId, variationId };
}
