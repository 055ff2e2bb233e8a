/** Rows of who was in a control group, whose message did not go out, and who entered a canvas (contract §6.3). */
import type { Instant } from '@fitly/core/terms';
import type { Channel } from '../audience/audience.ts';
import type { Campaign } from '../catalogue/campaign.ts';
import type { Canvas } from '../catalogue/canvas.ts';
import { variantOf, variationOf } from '../send/variation.ts';
import type { JournalEntry, Skipped } from '../state/journal.ts';
import type { Workspace } from '../workspace.ts';
import { abortType } from './event-types.ts';
import { type Add, userFields } from './row.ts';

/** Control groups and suppressed sends. */
export function addSkipped(workspace: Workspace, from: Instant, to: Instant, add: Add): void {
  for (const entry of workspace.journal.entries) {
    if (entry.at <= from || entry.at > to) continue;
    for (const skip of entry.skipped ?? []) {
      const index = workspace.people.byName(skip.externalId);
      if (index >= 0) addSkip(entry, skip, index, workspace, add);
    }
  }
}

function addSkip(entry: JournalEntry, skip: Skipped, index: number, workspace: Workspace, add: Add): void {
  const { externalId, reason, detail = `Skipped: ${reason}` } = skip;
  const { campaignId, canvasId, at, seq, sendId = null } = entry;
  const user = userFields(workspace, index, externalId);
  const name = `${seq} ${externalId}`;
  const campaign = workspace.catalogue.campaigns.get(campaignId ?? '');
  const canvas = workspace.catalogue.canvases.get(canvasId ?? '');
  const owner =
    canvas === undefined
      ? { campaign_id: campaignId, campaign_name: campaign?.name ?? null, send_id: sendId }
      : { canvas_id: canvas.id, canvas_name: canvas.name };
  if (reason !== 'control') {
    const channel = skip.channel ?? firstChannel(entry, campaign, canvas);
    const type = abortType(channel);
    const why = { abort_type: reason === 'aborted' ? 'liquid_abort_message' : reason, abort_log: detail };
    if (type !== null) add(type, `${name} ${channel}`, at, { ...user, ...owner, ...why });
  } else if (campaign !== undefined) {
    const variation = variationOf(workspace.key, campaign, externalId);
    const names = { message_variation_id: variation.id, message_variation_name: variation.name };
    add('users.campaigns.EnrollInControl', name, at, { ...user, ...owner, ...names });
  }
}

/** Channel of a send that stopped before it came to a message. */
const firstChannel = (entry: JournalEntry, campaign: Campaign | undefined, canvas: Canvas | undefined): Channel =>
  (entry.messages ?? campaign?.messages ?? canvas?.steps.flatMap(({ messages }) => messages) ?? [])[0]?.channel ??
  'email';

/** Those in a control variant enter a canvas too. */
export function addEntries(workspace: Workspace, from: Instant, to: Instant, add: Add): void {
  for (const { at, seq, canvasId, recipients, skipped = [] } of workspace.journal.entries) {
    const canvas = workspace.catalogue.canvases.get(canvasId ?? '');
    if (canvas === undefined || at <= from || at > to) continue;
    const controls = skipped.filter(({ reason }) => reason === 'control');
    for (const { externalId } of [...recipients, ...controls]) {
      const index = workspace.people.byName(externalId);
      if (index < 0) continue;
      const variant = variantOf(workspace.key, canvas, externalId);
      add('users.canvas.Entry', `${seq} ${externalId}`, at, {
        ...userFields(workspace, index, externalId),
        canvas_id: canvas.id,
        canvas_name: canvas.name,
        canvas_variation_id: variant.id,
        canvas_variation_name: variant.name,
        canvas_step_id: variant.firstStepId,
        in_control_group: variant.firstStepId === null,
      });
    }
  }
}
