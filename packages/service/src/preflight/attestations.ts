/** What Braze does not tell, and a person has looked up: kept with who and when, and with what it was said about. */
import type { Agent } from '@fitly/core/design';
import { smallestGap } from '@fitly/core/dispatch';
import type { Instant } from '@fitly/core/terms';
import { getMeta, type Store, setMeta } from '@fitly/store';
import { finding, type PreflightFinding } from './finding.ts';

export const ATTESTATIONS = ['re_eligibility', 'no_control_group'] as const;
export type Attestation = (typeof ATTESTATIONS)[number];

export interface Attested {
  readonly by: string;
  readonly at: Instant;
  /** What `about` gave then: when it gives something else now, somebody has to look again. */
  readonly about: string;
}
export type Attestations = Readonly<Partial<Record<Attestation, Attested>>>;

type Db = Store['state']['db'];
const keyOf = (agent: string, what: Attestation): string => `preflight ${agent} ${what}`;

export async function readAttestations(db: Db, agent: string): Promise<Attestations> {
  const read = async (what: Attestation) => {
    const text = await getMeta(db, keyOf(agent, what));
    return text === null ? [] : [[what, JSON.parse(text) as Attested] as const];
  };
  return Object.fromEntries((await Promise.all(ATTESTATIONS.map(read))).flat());
}

export const keepAttestation = (
  db: Db,
  agent: Agent,
  what: Attestation,
  said: Omit<Attested, 'about'>,
): Promise<void> => setMeta(db, keyOf(agent.name, what), JSON.stringify({ ...said, about: aboutOf(agent, what) }));

/** Other campaigns, or less time between messages, are another question. */
function aboutOf(agent: Agent, what: Attestation): string {
  const ids = Object.values(agent.delivery.ids).toSorted();
  return JSON.stringify(what === 're_eligibility' ? [ids, smallestGap(agent).hours] : [ids]);
}

/** A message that brings its content has no campaign whose re-eligibility could stop it. */
const ASKED: Readonly<Record<Agent['delivery']['mode'], readonly Attestation[]>> = {
  campaign: ATTESTATIONS,
  canvas: ATTESTATIONS,
  message: ['no_control_group'],
  file: [],
  api: [],
};

export function judgeAttestations(agent: Agent, attested: Attestations): readonly PreflightFinding[] {
  return ASKED[agent.delivery.mode].map((what) => {
    const said = attested[what];
    const question = QUESTIONS[what](agent);
    const next = `look it up in Braze, then: fitly preflight ${agent.name} --attest ${what}`;
    if (said === undefined) return finding(what, 'to_confirm', question, next);
    const who = `${said.by} on ${new Date(said.at).toISOString().slice(0, 10)}`;
    if (said.about === aboutOf(agent, what)) return finding(what, 'confirmed', `${question} (confirmed by ${who})`);
    return finding(what, 'to_confirm', `${question} (${who} confirmed it for other campaigns or hours)`, next);
  });
}

const QUESTIONS: Readonly<Record<Attestation, (agent: Agent) => string>> = {
  re_eligibility: (agent) => {
    const { longestWindowHours: window, retryHorizonHours: horizon } = smallestGap(agent);
    if (horizon === 0) {
      return `messages to one customer can be ${hours(window)} apart: no re-eligibility leaves time to repeat one in doubt, so it must be off or below ${hours(window)}`;
    }
    return `re-eligibility is on, with a window above ${hours(horizon)} and below ${hours(window)}: longer ones swallow the next message, shorter ones let a repeated one through twice`;
  },
  no_control_group: () =>
    'no global control group and no frequency cap of the Braze workspace holds these messages back from part of the recipients',
};

const hours = (n: number): string => (n === 1 ? '1 hour' : `${Number(n.toFixed(1))} hours`);
