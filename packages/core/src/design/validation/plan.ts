import type { Issue } from '../../errors.ts';
import { GROUPS } from '../../terms.ts';
import type { Agent } from '../agent.ts';
import { checkForeignId, checkNotBlank, checkNumber, checkTimeZone, checkWallTime } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { MAX_ID_LENGTH, RANGES } from './limits.ts';

const NAME = /^[a-z][a-z0-9_-]*$/;
/** Shares come from decimal text, so their sum carries a few rounding errors of 1e-16 at most. */
const SHARE_TOLERANCE = 1e-9;

/** Who the agent is, when it runs and for whom. */
export function checkPlan(agent: Agent): Issue[] {
  return [
    ...checkName(agent.name),
    ...checkTimeZone(agent.timeZone, ['timeZone']),
    ...checkWallTime(agent.schedule.runAt, ['schedule', 'runAt']),
    ...checkNumber(agent.schedule.everyDays, RANGES.everyDays, 'The number of days', ['schedule', 'everyDays']),
    ...checkAudience(agent),
    ...checkGroups(agent.groups),
  ];
}

function checkName(name: string): Issue[] {
  if (NAME.test(name) && name.length <= MAX_ID_LENGTH) return [];
  const rule = `lower-case letters, digits, \`_\` and \`-\`, a letter first, at most ${MAX_ID_LENGTH} characters`;
  return [issueAt(['name'], `${shown(name)} is not a name for an agent: ${rule}`)];
}

function checkAudience({ audience }: Agent): Issue[] {
  const { segments, rule } = audience;
  const issues: Issue[] = [];
  for (const list of ['anyOf', 'allOf', 'noneOf'] as const) {
    const path = ['audience', 'segments', list];
    issues.push(...segments[list].flatMap((id, index) => checkForeignId(id, 'The segment id', [...path, index])));
    issues.push(...repeatedNames(segments[list], 'Segment', (index) => [...path, index]));
  }
  segments.noneOf.forEach((id, index) => {
    if (!segments.anyOf.includes(id) && !segments.allOf.includes(id)) return;
    issues.push(
      issueAt(['audience', 'segments', 'noneOf', index], `Segment ${shown(id)} is both included and excluded`),
    );
  });
  if (segments.anyOf.length + segments.allOf.length === 0) {
    const hint = rule === null ? '' : '; the rule then chooses among its members';
    issues.push(issueAt(['audience'], `The audience is empty: name at least one Braze segment${hint}`));
  }
  if (rule !== null) issues.push(...checkNotBlank(rule, 'The rule', ['audience', 'rule']));
  return issues;
}

function checkGroups(groups: Agent['groups']): Issue[] {
  const issues = GROUPS.flatMap((group) =>
    checkNumber(groups[group], RANGES.share, `The share of ${group}`, ['groups', group]),
  );
  if (issues.length > 0) return issues;
  const total = GROUPS.reduce((sum, group) => sum + groups[group], 0);
  if (Math.abs(total - 1) > SHARE_TOLERANCE) {
    const parts = GROUPS.map((group) => `${group} ${percent(groups[group])}`).join(' + ');
    issues.push(issueAt(['groups'], `The shares add up to ${percent(total)}, not to 100 %: ${parts}`));
  }
  if (groups.agent === 0) {
    issues.push(issueAt(['groups', 'agent'], 'The share of agent is 0: nobody would get what the agent chooses'));
  }
  return issues;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(7))} %`;
