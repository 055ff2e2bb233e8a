/**
 * S2 through the whole product: programmes without any effect, from the export to the report. The agent's policy is `uniform`, as
 * random control's is, so whatever a report says of the two is chance; everything else is the product's own.
 */
import { loadReport } from '@fitly/service';
import { AGENT, startRehearsal } from '../../test/support/rehearsal.ts';

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

/** `customers`: at most 38,400. Same seed, same programme. */
export async function playWithoutEffect(seed: number, customers: number, days: number): Promise<PlayedProgramme> {
  const rehearsal = await startRehearsal({
    ...{ customers, seed: `aa-${seed}` },
    edit: (yaml) => EDITS.reduce((text, [from, to]) => text.replace(from, to), yaml),
  });
  try {
    await rehearsal.play(days);
    const report = await rehearsal.inside((workspace) => loadReport(workspace, AGENT));
    const contrast = report?.contrasts.find(({ id }) => id === 'agent_vs_random_control');
    if (report === null || contrast === undefined) throw new Error('the programme has no report');
    const looks = contrast.series.flatMap(({ day, absolute, relative }) =>
      absolute === null ? [] : [{ day, shown: relative === null ? [absolute] : [absolute, relative] }],
    );
    const called = looks.find(({ shown }) => shown.every(({ low }) => low > 0) || shown.every(({ high }) => high < 0));
    return {
      seed,
      looks: looks.length,
      firstCalled: called?.day ?? null,
      trust: Math.min(1, ...report.trustMeter.flatMap(({ p }) => p ?? [])),
      failed: report.checks.filter(({ state }) => state === 'failed').map(({ id }) => id),
    };
  } finally {
    await rehearsal.close();
  }
}
