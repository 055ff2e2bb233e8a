/** Whether each campaign or canvas of `delivery.ids` is there, sends, and sends to everybody whom it is given. */
import type { CampaignDetails, CanvasDetails } from '@fitly/braze';
import type { Agent } from '@fitly/core/design';
import { finding, type PreflightFinding } from './finding.ts';
import type { Found } from './look-up.ts';

/** What campaigns and canvases have in common here. */
export interface Target {
  readonly kind: 'campaign' | 'canvas';
  readonly name: string;
  readonly archived: boolean;
  readonly draft: boolean;
  readonly enabled: boolean;
  readonly scheduleType: string | null;
  /** Part of the recipients would get nothing, chosen by Braze. */
  readonly hasControl: boolean;
  /** Variations or variants among which Braze chooses. */
  readonly variations: number;
  /** Texts of each message, of which the first variation is as good as any. */
  readonly texts: readonly string[];
}

type Messages = CampaignDetails['messages'];

export const campaignTarget = (details: CampaignDetails): Target => {
  const messages = Object.values(details.messages);
  const sent = messages.filter(({ isControl }) => !isControl);
  return {
    kind: 'campaign',
    ...stateOf(details),
    hasControl: sent.length < messages.length,
    variations: sent.length,
    texts: textsOf(details.messages),
  };
};

export const canvasTarget = (details: CanvasDetails): Target => {
  const open = details.variants.filter(({ firstStepIds }) => firstStepIds.length > 0);
  return {
    kind: 'canvas',
    ...stateOf(details),
    hasControl: open.length < details.variants.length,
    variations: open.length,
    texts: details.steps.flatMap(({ messages }) => textsOf(messages)),
  };
};

const stateOf = ({ name, archived, draft, enabled, scheduleType }: CampaignDetails | CanvasDetails) => ({
  name,
  archived,
  draft,
  enabled,
  scheduleType,
});

/** All texts of a message at any depth: placeholders may stand in a subject, a body, a button or a link. */
const textsOf = (messages: Messages): readonly string[] =>
  Object.values(messages).map(({ content }) => leaves(content).join('\n'));

const leaves = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
};

/** The names under which the agent needs a campaign: its template options, or `default`. */
export function templateNames({ dimensions }: Pick<Agent, 'dimensions'>): readonly string[] {
  const template = dimensions.find(({ kind }) => kind === 'template');
  if (template === undefined) return ['default'];
  return template.options.filter(({ state, noSend }) => state === 'active' && !noSend).map(({ id }) => id);
}

const PICK = 'give the API identifier that Braze shows beside it; fitly braze campaigns (or canvases) lists them';

export function judgeTarget(template: string, id: string, found: Found<Target>): readonly PreflightFinding[] {
  const check = `target ${template}`;
  if (found.kind === 'absent') return [finding(check, 'failed', `Braze knows no ${id}`, PICK)];
  if (found.kind === 'not_allowed') return [finding(check, 'unknown', `the key may not look at ${id}`)];
  const { details: target } = found;
  const named = `${target.kind} "${target.name}"`;
  const wrong = [...stopped(target), ...wrongKind(target), ...shared(target)];
  if (wrong.length === 0) return [finding(check, 'ok', `${named} is active and API-triggered`)];
  return wrong.map(([state, what, next]) => finding(check, state, `${named} ${what}`, next));
}

type Wrong = readonly ['failed' | 'warning', string, string];

function stopped({ archived, draft, enabled, kind }: Target): readonly Wrong[] {
  if (archived) return [['failed', 'is archived: triggers are taken and nothing is sent', `unarchive the ${kind}`]];
  if (draft) return [['failed', 'is a draft: nothing is sent', `launch the ${kind} in Braze`]];
  if (!enabled) return [['failed', 'is paused: triggers are taken and nothing is sent', `resume the ${kind} in Braze`]];
  return [];
}

/** Braze documents no list of the values: what is plainly another kind fails, the rest is left to a person. */
const OTHER_KINDS = ['time_based', 'action_based', 'api_campaign'];

function wrongKind({ scheduleType, kind }: Target): readonly Wrong[] {
  const next = `choose a ${kind} with API-triggered delivery`;
  if (scheduleType !== null && /api.?trigger/i.test(scheduleType)) return [];
  if (scheduleType !== null && OTHER_KINDS.includes(scheduleType)) {
    return [['failed', `is ${scheduleType}, not API-triggered: it cannot be sent`, next]];
  }
  return [['warning', `has the schedule type ${scheduleType ?? '(none)'}: is it API-triggered?`, next]];
}

function shared({ hasControl, variations, kind }: Target): readonly Wrong[] {
  return [
    ...(hasControl
      ? ([
          [
            'failed',
            'has a control group: Braze would send nothing to part of the recipients',
            `remove it from the ${kind}`,
          ],
        ] as const)
      : []),
    ...(variations > 1
      ? ([['warning', `has ${variations} variations: Braze chooses among them, not the agent`, 'keep one']] as const)
      : []),
  ];
}
