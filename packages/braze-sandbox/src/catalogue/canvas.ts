/** What a sandbox knows about a canvas: whoever enters it gets the messages of his variant's first step at once. */
import type { Instant } from '@fitly/core/terms';
import type { CampaignDefinition, Message, MessageDefinition } from './campaign.ts';
import { messageOf } from './campaign.ts';

interface StepDefinition {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly messages: readonly MessageDefinition[];
  readonly nextStepIds?: readonly string[];
}

interface VariantDefinition {
  readonly id: string;
  readonly name?: string;
  /** Relative to the other variants; default 1. */
  readonly weight?: number;
  /** Step that is sent on entry; null = a control variant. */
  readonly firstStepId: string | null;
}

export interface CanvasDefinition
  extends Omit<CampaignDefinition, 'messages' | 'conversionBehaviors' | 'reEligibleAfterMs'> {
  readonly variants: readonly VariantDefinition[];
  readonly steps: readonly StepDefinition[];
  /** How long after an entry the canvas lets nobody in again; default null: at once. */
  readonly reEligibleAfterMs?: number | null;
}

interface Step extends Required<Omit<StepDefinition, 'messages'>> {
  readonly messages: readonly Message[];
}
export type Variant = Required<VariantDefinition>;
export interface Canvas extends Required<Omit<CanvasDefinition, 'variants' | 'steps'>> {
  readonly variants: readonly Variant[];
  readonly steps: readonly Step[];
}

export const canvasOf = (definition: CanvasDefinition, startAt: Instant): Canvas => ({
  name: definition.id,
  description: '',
  scheduleType: 'api_triggered',
  tags: [],
  teams: [],
  archived: false,
  draft: false,
  enabled: true,
  segmentId: null,
  reEligibleAfterMs: null,
  frequencyCapped: false,
  createdAt: startAt,
  updatedAt: definition.createdAt ?? startAt,
  ...definition,
  variants: definition.variants.map((variant) => ({ name: variant.id, weight: 1, ...variant })),
  steps: definition.steps.map((step) => ({
    name: step.id,
    type: 'message',
    nextStepIds: [],
    ...step,
    messages: step.messages.map(messageOf),
  })),
});
