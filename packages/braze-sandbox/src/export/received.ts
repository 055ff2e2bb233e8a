/** `campaigns_received` and `canvases_received` of one profile (contract §1.3): one entry per campaign, not per send. */
import type { SipKey } from '@fitly/core/math';
import type { Instant } from '@fitly/core/terms';
import type { Reaction } from '../audience/audience.ts';
import type { Campaign } from '../catalogue/campaign.ts';
import type { Canvas } from '../catalogue/canvas.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { conversionsOf } from '../reactions/conversions.ts';
import { variantOf } from '../send/variation.ts';
import type { JournalEntry } from '../state/journal.ts';
import type { People } from '../users/people.ts';
import type { Received } from '../users/written.ts';
import { iso } from './iso.ts';

export interface ReceivedWriter {
  campaigns(index: number, now: Instant): readonly unknown[];
  canvases(index: number, now: Instant): readonly unknown[];
}

interface Sources {
  readonly key: SipKey;
  readonly people: People;
  readonly catalogue: Catalogue;
  readonly entries: readonly JournalEntry[];
  /** What the user did with the message of a journal entry. */
  readonly reactions: (entry: JournalEntry, user: string, campaign: Campaign) => readonly Reaction[];
}

/** Longest look back, as for events. */
const RECENT_MS = 90 * 86_400_000;

export function createReceivedWriter(sources: Sources): ReceivedWriter {
  const { people, catalogue } = sources;
  const recent = (index: number, now: Instant): readonly (readonly [string, Received])[] =>
    [...(people.written(index)?.received ?? [])].filter(([, { lastAt }]) => lastAt >= now - RECENT_MS);
  return {
    campaigns: (index, now) =>
      recent(index, now).flatMap(([id, received]) => {
        const campaign = catalogue.campaigns.get(id);
        return campaign === undefined ? [] : [campaignEntry(campaign, received, index, now, sources)];
      }),
    canvases: (index, now) =>
      recent(index, now).flatMap(([id, received]) => {
        const canvas = catalogue.canvases.get(id);
        return canvas === undefined ? [] : [canvasEntry(canvas, received, index, sources)];
      }),
  };
}

function campaignEntry(campaign: Campaign, received: Received, index: number, now: Instant, sources: Sources): unknown {
  const user = sources.people.nameOf(index);
  const sent = received.seqs.map((seq) => sources.entries[seq - 1]!);
  const engaged: Record<string, true> = {};
  const converted: Record<string, true> = {};
  for (const [i, entry] of sent.entries()) {
    const reactions = sources.reactions(entry, user, campaign).filter(({ at }) => at <= now);
    for (const { kind, machine } of reactions) {
      const name = machine === true ? undefined : ENGAGED.get(`${kind} ${campaign.messages[0]?.channel}`);
      if (name !== undefined) engaged[name] = true;
    }
    const behaviors = campaign.conversionBehaviors;
    const next = sent[i + 1];
    const send = { at: entry.at, reactions, ...(next !== undefined && { nextAt: next.at }) };
    for (const { behavior } of conversionsOf(behaviors, send, index, sources.people, now)) {
      converted[`Primary Conversion Event - ${'ABCD'[behavior]}`] = true;
    }
  }
  const any = Object.keys(converted).length > 0;
  return {
    name: campaign.name,
    api_campaign_id: campaign.id,
    last_received: iso(received.lastAt),
    engaged,
    converted: any,
    ...(any && { multiple_converted: converted }),
    ...(campaign.messages.length > 1 && variationOfEntry(campaign, received)),
  };
}

const ENGAGED: ReadonlyMap<string, string> = new Map([
  ['open email', 'opened_email'],
  ['open push', 'opened_push'],
  ['click email', 'clicked_email'],
  ['click in_app_message', 'clicked_triggered_in_app_message'],
]);

function variationOfEntry({ messages }: Campaign, { variationId, control }: Received): object {
  const found = messages.find((message) => (control ? message.control : message.id === variationId));
  return { variation_name: found?.name, variation_api_id: found?.id, in_control: control };
}

function canvasEntry(
  canvas: Canvas,
  { lastAt, control, seqs }: Received,
  index: number,
  { key, people }: Sources,
): unknown {
  const variant = variantOf(key, canvas, people.nameOf(index));
  const step = canvas.steps.find(({ id }) => id === variant.firstStepId);
  const steps = step === undefined || seqs.length === 0 ? [] : [step];
  return {
    name: canvas.name,
    api_canvas_id: canvas.id,
    last_received_message: control ? null : iso(lastAt),
    last_entered: iso(lastAt),
    variation_name: variant.name,
    in_control: control,
    last_entered_control_at: control ? iso(lastAt) : null,
    last_exited: iso(lastAt),
    steps_received: steps.map(({ name, id }) => ({ name, api_canvas_step_id: id, last_received: iso(lastAt) })),
  };
}
