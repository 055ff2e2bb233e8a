export type {
  Activity,
  Audience,
  EventTotal,
  PurchaseTotal,
  Reaction,
  ReceivedSend,
  Totals,
} from './audience/audience.ts';
export { createHillstrom, type Hillstrom } from './audience/hillstrom/hillstrom.ts';
export { CAMPAIGNS } from './audience/hillstrom/hillstrom-audience.ts';
export { attributesOf, externalIdOf } from './audience/hillstrom/profile.ts';
export { readRows } from './audience/hillstrom/read-rows.ts';
export type { CampaignDefinition } from './catalogue/campaign.ts';
export type { CanvasDefinition } from './catalogue/canvas.ts';
export { SEGMENT_ID } from './catalogue/hillstrom.ts';
export type { SegmentDefinition } from './catalogue/segment.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export { type KeptSettings, keptSettings, sandboxApiKey, worldNotes } from './settings.ts';
export type { JournalEntry } from './state/journal.ts';
