/**
 * S2: programmes without any effect, read daily. The agent's policy is `uniform`, as random control's is, so whatever a report says
 * of the two is chance; everything else is the product's own. Through the whole product (HTTP, database, files), or by its pure steps
 * alone, which is a hundred times as fast: the same seed is the same programme both ways.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseAgentFile } from '@fitly/contract';
import type { Agent } from '@fitly/core/design';
import { buildReport, type Report } from '@fitly/core/report';
import { GROUPS, type Group } from '@fitly/core/terms';
import { loadReport, metricOf, plannedSizes } from '@fitly/service';
import { deriveKeys } from '@fitly/store';
import { AGENT, startRehearsal } from '../../test/support/rehearsal.ts';
import { type PlayedDay, playProgramme } from '../support/pure-programme.ts';

export interface PlayedProgramme {
  readonly seed: number;
  /** Days on which there was an interval to read. */
  readonly looks: number;
  /** First day on which the report called the groups different; null: never. */
  readonly firstCalled: string | null;
  /** Smallest p of random control against itself. */
  readonly trust: number;
  /** Checks that failed at the end, by id. */
  readonly failed: readonly string[];
}

/** Both groups as large as can be, and more decisions: what can be told soon is told more often. */
const EDITS = [
  ['policy: logistic', 'policy: uniform'],
  ['agent: 70%', 'agent: 45%'],
  ['random_control: 20%', 'random_control: 45%'],
  ['every: 14 days', 'every: 7 days'],
] as const;

const edited = (yaml: string): string => EDITS.reduce((text, [from, to]) => text.replace(from, to), yaml);
const seedOf = (seed: number): string => `aa-${seed}`;

/** `customers`: at most 38,400. Same seed, same programme. */
export async function playWholeProduct(seed: number, customers: number, days: number): Promise<PlayedProgramme> {
  const rehearsal = await startRehearsal({ customers, seed: seedOf(seed), edit: edited });
  try {
    await rehearsal.play(days);
    const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
    if (report === null) throw new Error('the programme has no report');
    return told(seed, report);
  } finally {
    await rehearsal.close();
  }
}

/** As above, without HTTP, database and files. */
export function playPureSteps(seed: number, customers: number, days: number): PlayedProgramme {
  const agent = agentWithoutEffect();
  const played = playProgramme({
    ...{ agent, customers, days, seed: seedOf(seed), planted: true, installation: `test-${seedOf(seed)}` },
    keys: deriveKeys(
      createHash('sha256')
        .update(`test ${seedOf(seed)}`)
        .digest(),
    ),
  });
  return told(seed, reportOf(agent, played.days));
}

function agentWithoutEffect(): Agent {
  const yaml = readFileSync(new URL('../../examples/hillstrom/agent.yaml', import.meta.url), 'utf8');
  const parsed = parseAgentFile(edited(yaml), 'agent.yaml');
  if (!parsed.ok) throw new Error('the agent file is not valid');
  return parsed.agent;
}

function reportOf(agent: Agent, days: readonly PlayedDay[]): Report {
  const newest = days.at(-1)!;
  const enrolled = Object.fromEntries(GROUPS.map((group) => [group, newest.groups[group].n])) as Record<Group, number>;
  const customers = GROUPS.flatMap((group) => Array.from({ length: enrolled[group] }, () => ({ group })));
  return buildReport({
    agent: agent.name,
    metric: metricOf(agent),
    asOfDay: newest.day,
    alpha: 0.05,
    plannedSizes: plannedSizes(customers),
    shares: agent.groups,
    enrolled,
    missing: {},
    days: days.map((day) => ({ ...day, sends: {} })),
    options: [],
    runs: { daysDone: days.length, decisions: 0, firstDay: days[0]!.day, lastDay: newest.day },
    notes: { real: [], planted: [] },
  });
}

function told(seed: number, { contrasts, trustMeter, checks }: Report): PlayedProgramme {
  const contrast = contrasts.find(({ id }) => id === 'agent_vs_random_control');
  if (contrast === undefined) throw new Error('the programme compares nothing');
  const looks = contrast.series.flatMap(({ day, absolute, relative }) =>
    absolute === null ? [] : [{ day, shown: relative === null ? [absolute] : [absolute, relative] }],
  );
  const called = looks.find(({ shown }) => shown.every(({ low }) => low > 0) || shown.every(({ high }) => high < 0));
  return {
    seed,
    looks: looks.length,
    firstCalled: called?.day ?? null,
    trust: Math.min(1, ...trustMeter.flatMap(({ p }) => p ?? [])),
    failed: checks.filter(({ state }) => state === 'failed').map(({ id }) => id),
  };
}
