/** Mode `message`: whether each campaign and variation of `delivery.ids` is there, and takes what would be sent under it. */
import type { BrazeReader, CampaignDetails } from '@fitly/braze';
import { type Agent, messageTarget } from '@fitly/core/design';
import type { MessageContent, MessageObject, MessageVariations } from '@fitly/core/ports';
import { finding, type PreflightFinding } from './finding.ts';
import { type Found, lookUp } from './look-up.ts';
import { templateNames } from './targets.ts';

/** Campaign → whether it is an API campaign, as only the list says; null when the key may not read the list. */
type ApiCampaigns = ReadonlyMap<string, boolean> | null;

export async function messageTargets(
  reader: BrazeReader,
  agent: Agent,
  { channel }: MessageContent,
): Promise<readonly PreflightFinding[]> {
  const apiCampaigns = await readApiCampaigns(reader);
  const findings: PreflightFinding[] = [];
  for (const template of templateNames(agent)) {
    const target = messageTarget(agent.delivery.ids[template] ?? '', channel);
    if (target === null) continue;
    const { campaignId, variations } = target;
    const found = await lookUp(() => reader.api.campaigns.details(campaignId));
    const isApi = apiCampaigns?.get(campaignId) ?? null;
    findings.push(...judgeMessageTarget(`target ${template}`, campaignId, variations, found, isApi));
  }
  return findings;
}

async function readApiCampaigns({ api }: BrazeReader): Promise<ApiCampaigns> {
  const found = await lookUp(() => Array.fromAsync(api.campaigns.list({ includeArchived: true })));
  return found.kind === 'found' ? new Map(found.details.map(({ id, isApiCampaign }) => [id, isApiCampaign])) : null;
}

const PICK =
  'give the identifiers that Braze shows beside the API campaign and its messages; fitly braze campaigns lists it';

/** `isApi`: null = cannot be told. */
function judgeMessageTarget(
  check: string,
  id: string,
  variations: MessageVariations,
  found: Found<CampaignDetails>,
  isApi: boolean | null,
): readonly PreflightFinding[] {
  if (found.kind === 'absent') return [finding(check, 'failed', `Braze knows no campaign ${id}`, PICK)];
  if (found.kind === 'not_allowed') return [finding(check, 'unknown', `the key may not look at ${id}`)];
  const { details } = found;
  const named = `campaign "${details.name}"`;
  const wrong = [...stopped(details), ...anotherKind(isApi), ...wrongVariations(details, variations)];
  if (wrong.length > 0) return wrong.map(([state, what, next]) => finding(check, state, `${named} ${what}`, next));
  const kind = isApi === null ? 'whether it is an API campaign cannot be told' : 'an API campaign';
  const count = Object.keys(variations).length;
  const which = count === 1 ? 'the variation is its own' : `all ${count} variations are its own`;
  return [finding(check, 'ok', `${named} is active, ${kind}, and ${which}`)];
}

type Wrong = readonly ['failed' | 'warning', what: string, next: string];

function stopped({ archived, draft, enabled }: CampaignDetails): readonly Wrong[] {
  if (archived) return [['failed', 'is archived', 'unarchive it, or name another API campaign']];
  if (draft) return [['failed', 'is a draft', 'launch it in Braze']];
  return enabled ? [] : [['failed', 'is stopped', 'resume it in Braze']];
}

const anotherKind = (isApi: boolean | null): readonly Wrong[] =>
  isApi === false
    ? [['failed', 'is no API campaign: Braze refuses messages that come with their content under it', PICK]]
    : [];

/** What the details call the channel of a variation that an object may be sent under. */
const CHANNELS: Readonly<Record<MessageObject, readonly string[]>> = {
  email: ['email'],
  sms: ['sms'],
  apple_push: ['push', 'apple_push', 'ios_push'],
  android_push: ['push', 'android_push'],
};

function wrongVariations({ messages }: CampaignDetails, variations: MessageVariations): readonly Wrong[] {
  return Object.entries(variations).flatMap(([object, id]): Wrong[] => {
    const message = messages[id];
    if (message === undefined) {
      const known = Object.keys(messages).join(', ') || 'none';
      return [['failed', `has no message variation ${id}; it has: ${known}`, PICK]];
    }
    if (CHANNELS[object as MessageObject].includes(message.channel)) return [];
    const what = `has the variation ${id} for channel ${message.channel}: Braze refuses a message of ${object} under it`;
    return [['failed', what, 'name a variation of the same channel']];
  });
}
