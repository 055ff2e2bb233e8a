/** What a probe says about an agent: whether a message that is repeated by mistake, or on purpose after a doubt, arrives twice. */
import type { Agent } from '@fitly/core/design';
import { smallestGap } from '@fitly/core/dispatch';
import { finding, type PreflightFinding } from '../preflight/finding.ts';
import type { Probe } from './kept-probe.ts';

const CHECK = 're-eligibility probe';

/** Nothing where no campaign or canvas is involved. */
export function judgeKeptProbe(agent: Agent, probe: Probe | null): readonly PreflightFinding[] {
  const { mode } = agent.delivery;
  if (mode !== 'campaign' && mode !== 'canvas') return [];
  const next = `try it with a test profile: fitly braze probe ${agent.name} --to EXTERNAL_ID`;
  if (probe === null) {
    return [finding(CHECK, 'to_confirm', 'nobody has tried what Braze does with a repeated message', next)];
  }
  return [judge(agent, probe, next)];
}

function judge(agent: Agent, probe: Probe, next: string): PreflightFinding {
  const who = `${probe.by} on ${new Date(probe.at).toISOString().slice(0, 10)}`;
  const found = `${probe.targets.map(inWords).join('; ')} (tried by ${who})`;
  const longest = probe.targets.map(({ gaps }) => gaps.at(-1)?.outcome);
  if (longest.every((outcome) => outcome === 'held')) return finding(CHECK, 'ok', found);
  if (longest.includes('not_known')) return finding(CHECK, 'to_confirm', found, next);
  // Where no repeat is ever made, nothing needs to hold one back.
  if (smallestGap(agent).retryHorizonHours === 0) return finding(CHECK, 'ok', found);
  return finding(CHECK, 'warning', found, 'set re-eligibility of the campaign or canvas as re_eligibility above says');
}

function inWords({ template, isFirstReceived, gaps }: Probe['targets'][number]): string {
  if (!isFirstReceived) return `${template}: not even the first message was seen to arrive`;
  const words = { held: 'held back', let_through: 'arrived twice', not_known: 'not known' } as const;
  return `${template}: repeated after ${gaps.map(({ seconds, outcome }) => `${seconds} s ${words[outcome]}`).join(', ')}`;
}
