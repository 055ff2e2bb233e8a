/**
 * Tries what Braze does with a message that is triggered again: each campaign or canvas of an agent goes to a test profile, and once more
 * a second, a minute and a quarter of an hour later. Where it arrives once, re-eligibility protects. No decision: the ledger
 * knows nothing of it.
 */
import type { Braze } from '@fitly/braze';
import type { Agent } from '@fitly/core/design';
import { judgeProbe, PROBE_GAPS_SECONDS, type ReceiptLook, triggerProperties } from '@fitly/core/dispatch';
import { FitlyError } from '@fitly/core/errors';
import type { Clock, SendAnswer } from '@fitly/core/ports';
import type { Instant } from '@fitly/core/terms';
import { customerKey, customerRow } from '@fitly/store';
import { stopIfAsked } from '../daily-loop/stop.ts';
import { templateNames } from '../preflight/targets.ts';
import { findHoldings } from '../privacy/stored-rows.ts';
import { haltOf } from '../sending/halt.ts';
import { findAgentFile } from '../workspace/agents.ts';
import { connect, type Workspace } from '../workspace/workspace.ts';
import { keepProbe, type Probe } from './kept-probe.ts';

export interface ProbeAgent {
  readonly agentName: string;
  /** External id of a test profile whose owner knows of it: used for the requests, and kept nowhere. */
  readonly externalId: string;
  readonly by: string;
  readonly signal: AbortSignal;
  /** What is done next, for a person who waits. */
  readonly tell: (what: string) => void;
}

interface ProbeTarget {
  readonly template: string;
  readonly id: string;
  readonly trigger: () => Promise<SendAnswer>;
}

/** Of each target, what the looks have shown so far. */
type Looks = ReadonlyMap<string, ReceiptLook[]>;

const SECOND_MS = 1_000;
/** Before the next trigger: what the one before has done is seen by then, if at all. */
const LOOK_BEFORE_MS = 5 * SECOND_MS;
/** After the last one; Braze shows a receipt within minutes. */
const LAST_LOOK_MS = 300 * SECOND_MS;

/** How many messages the probe triggers, for whoever is asked to agree. Throws `probe_refused` as `probeAgent` does. */
export async function planProbe(
  workspace: Workspace,
  { agentName, externalId }: Pick<ProbeAgent, 'agentName' | 'externalId'>,
): Promise<{ readonly targets: number; readonly triggers: number; readonly gapsSeconds: readonly number[] }> {
  const { agent } = await findAgentFile(workspace, agentName);
  await refuseProbe(workspace, agent, externalId);
  const targets = new Set(templateNames(agent).map((template) => agent.delivery.ids[template] ?? template)).size;
  return { targets, triggers: targets * (1 + PROBE_GAPS_SECONDS.length), gapsSeconds: PROBE_GAPS_SECONDS };
}

/**
 * Takes a quarter of an hour and five minutes by the connection's clock. What it finds is kept with the agent. Throws `probe_refused`,
 * `interrupted` (nothing is kept), `braze_*`, and what connecting throws.
 */
export async function probeAgent(workspace: Workspace, options: ProbeAgent): Promise<Probe> {
  const { externalId, by } = options;
  const { agent } = await findAgentFile(workspace, options.agentName);
  await refuseProbe(workspace, agent, externalId);
  const { clock, messaging } = await connect(workspace, agent.delivery.connection);
  const targets = targetsOf(agent, messaging, externalId);
  // Templates that share a campaign or canvas share its answer.
  const once = [...new Map(targets.map((target) => [target.id, target])).values()];
  const mayTrigger = (): void => {
    stopIfAsked(options.signal);
    refuseHalted(workspace, agent);
  };
  const { triggeredAt, looks } = await play(once, { ...options, clock, messaging, mayTrigger });
  const probe = {
    ...{ by, at: await clock.now() },
    targets: targets.map(({ template, id }) => ({ template, id, ...judgeProbe(triggeredAt, looks.get(id) ?? []) })),
  };
  await keepProbe(workspace.store.state.db, agent, probe);
  return probe;
}

interface Stage extends ProbeAgent {
  readonly clock: Clock;
  readonly messaging: Braze;
  /** Throws where somebody has stopped the probe, or all sending. */
  readonly mayTrigger: () => void;
}

async function play(
  targets: readonly ProbeTarget[],
  stage: Stage,
): Promise<{ readonly triggeredAt: readonly Instant[]; readonly looks: Looks }> {
  const { clock, signal, tell } = stage;
  const looks = new Map(targets.map(({ id }) => [id, [] as ReceiptLook[]]));
  const until = async (at: Instant): Promise<void> => {
    await clock.sleepUntil(at, signal);
    stopIfAsked(signal);
  };
  const look = async (): Promise<void> => {
    const at = await clock.now();
    const received = await receivedBy(stage, [...looks.keys()]);
    for (const [id, seen] of looks) seen.push({ at, lastReceivedAt: received.get(id) ?? null });
  };
  await receivedBy(stage, [...looks.keys()]);
  tell('the first message');
  const triggeredAt = [await triggerAll(targets, stage)];
  for (const seconds of PROBE_GAPS_SECONDS) {
    const at = triggeredAt[0]! + seconds * SECOND_MS;
    if (seconds * SECOND_MS > LOOK_BEFORE_MS) {
      tell(`waiting until ${seconds} s after it`);
      await until(at - LOOK_BEFORE_MS);
      await look();
    }
    await until(at);
    tell(`again after ${seconds} s`);
    triggeredAt.push(await triggerAll(targets, stage));
  }
  tell('waiting five minutes for Braze to show what arrived');
  await until(triggeredAt.at(-1)! + LAST_LOOK_MS);
  await look();
  return { triggeredAt, looks };
}

/** Throws `probe_refused` for a profile that Braze does not know. */
async function receivedBy(
  { messaging, externalId }: Stage,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Instant>> {
  const received = await messaging.api.users.lastReceived(externalId, ids);
  if (received !== null) return received;
  throw refused('Braze does not know the test profile', 'make a profile with this external id in Braze first');
}

/** The instant just before the requests. Throws `braze_refused` where one is not accepted. */
async function triggerAll(targets: readonly ProbeTarget[], { clock, mayTrigger }: Stage): Promise<Instant> {
  const at = await clock.now();
  for (const { template, trigger } of targets) {
    mayTrigger();
    const answer = await trigger();
    if (answer.kind === 'accepted') continue;
    throw new FitlyError('braze_refused', `Braze did not take the message of "${template}": ${answer.reason}`, {
      next: 'see what fitly preflight says of it, then probe again: nothing was kept',
    });
  }
  return at;
}

function targetsOf(agent: Agent, messaging: Braze, externalId: string): ProbeTarget[] {
  return templateNames(agent).map((template) => {
    const id = agent.delivery.ids[template];
    if (id === undefined)
      throw refused(`the template "${template}" has no campaign or canvas`, 'give it one under delivery.ids');
    const properties = triggerProperties(agent, probedOptions(agent, template), 'probe');
    const recipients = [{ externalId, properties }];
    const trigger = () =>
      agent.delivery.mode === 'canvas'
        ? messaging.triggerCanvas({ canvasId: id, recipients })
        : messaging.triggerCampaign({ campaignId: id, recipients });
    return { template, id, trigger };
  });
}

/** The first option of each dimension that sends, and the template itself. */
function probedOptions({ dimensions }: Agent, template: string): Record<string, string> {
  return Object.fromEntries(
    dimensions.map(({ id, kind, options }) => {
      const usable = options.find(({ state, noSend }) => state === 'active' && !noSend) ?? options[0]!;
      return [id, kind === 'template' ? template : usable.id];
    }),
  );
}

async function refuseProbe(workspace: Workspace, agent: Agent, externalId: string): Promise<void> {
  const { store } = workspace;
  const { mode } = agent.delivery;
  if (mode !== 'campaign' && mode !== 'canvas') {
    throw refused(`mode ${mode} sends through no campaign or canvas`, 'there is no re-eligibility to try');
  }
  refuseHalted(workspace, agent);
  const key = customerKey(store.keys, externalId);
  if ((await customerRow(store.state.db, key)) === null && (await findHoldings(store, key)).files.length === 0) return;
  throw refused(
    'the profile is a customer, and a message that nobody decided would be in their figures',
    'name a test profile that is in no audience, import or feed',
  );
}

function refuseHalted({ store }: Workspace, { name }: Agent): void {
  const halted = haltOf(store.folder, name);
  if (halted === null) return;
  throw refused(`sending is halted by ${halted.by}`, `release it first: fitly agent release ${name}`);
}

const refused = (why: string, next: string): FitlyError => new FitlyError('probe_refused', why, { next });
