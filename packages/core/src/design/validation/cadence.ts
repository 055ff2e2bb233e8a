import type { Issue } from '../../errors.ts';
import type { Agent, Cap, Dimension, Option } from '../agent.ts';
import { checkNumber } from './checks.ts';
import { issueAt, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { RANGES } from './limits.ts';

/** When a customer is due again, and that nothing else in the file says otherwise. */
export function checkCadence(agent: Agent): Issue[] {
  return [
    ...agent.dimensions.flatMap((dimension, index) =>
      dimension.options.flatMap((option, position) =>
        checkPeriod(dimension, option, ['dimensions', index, 'options', position]),
      ),
    ),
    ...checkSchedule(agent),
    ...checkHorizon(agent),
    ...checkCapsAgainstFrequency(agent),
    ...checkSilence(agent),
  ];
}

function checkPeriod({ id, kind }: Dimension, option: Option, path: PathSegments): Issue[] {
  const everyPath = [...path, 'everyDays'];
  if (kind !== 'frequency') {
    if (option.everyDays === null) return [];
    return [issueAt(everyPath, `Only a dimension of kind frequency has periods; ${shown(id)} is of kind ${kind}`)];
  }
  if (option.everyDays !== null)
    return checkNumber(option.everyDays, RANGES.everyDays, 'The period in days', everyPath);
  const example = 'such as `every: 7 days`';
  return [issueAt(everyPath, `Option ${shown(option.id)} needs its period, ${example}: until then it holds`)];
}

const frequencyOf = (agent: Agent): Dimension | undefined =>
  agent.dimensions.find((dimension) => dimension.kind === 'frequency');

function checkSchedule(agent: Agent): Issue[] {
  const frequency = frequencyOf(agent);
  if (frequency === undefined || agent.schedule.everyDays === 1) return [];
  const message = `Dimension ${shown(frequency.id)} says when a customer is due again, so the schedule cannot say every ${agent.schedule.everyDays} days as well; leave it out`;
  return [issueAt(['schedule', 'everyDays'], message)];
}

/** A shorter horizon would see only the first days of a slow rhythm, which are its best. */
function checkHorizon(agent: Agent): Issue[] {
  const { horizonDays } = agent.success;
  const slow = frequencyOf(agent)?.options.find(
    (option) => option.state !== 'retired' && (option.everyDays ?? 0) > horizonDays,
  );
  if (slow === undefined) return [];
  const message = `A horizon of ${horizonDays} days ends before option ${shown(slow.id)} is over, which holds for ${slow.everyDays} days; make it at least as long`;
  return [issueAt(['success', 'horizonDays'], message)];
}

/** A frequency that a cap would break each time is no frequency. */
function checkCapsAgainstFrequency(agent: Agent): Issue[] {
  const options = frequencyOf(agent)?.options.filter((option) => option.state === 'active' && !option.noSend) ?? [];
  return agent.constraints.caps.flatMap((cap, index) => {
    const broken = cap.per === 'agent' ? options.find((option) => breaks(option, cap)) : undefined;
    if (broken === undefined) return [];
    const message = `At most ${cap.max} in ${cap.days} days contradicts option ${shown(broken.id)}, which sends every ${broken.everyDays} days; raise the cap or retire the option`;
    return [issueAt(['constraints', 'caps', index, 'max'], message)];
  });
}

/** Sends every p days fall ⌈d / p⌉ times into some d days. */
const breaks = ({ everyDays }: Option, { max, days }: Cap): boolean =>
  everyDays !== null && everyDays > 0 && Math.ceil(days / everyDays) > max;

/** Two options that send nothing, in two dimensions, would be two names for one action. */
function checkSilence({ dimensions }: Agent): Issue[] {
  const silent = dimensions.flatMap((dimension, index) => {
    const position = dimension.options.findIndex((option) => option.noSend);
    return position === -1 ? [] : [{ dimension, index, position }];
  });
  const [first, ...others] = silent;
  return others.map(({ dimension, index, position }) => {
    const own = shown(dimension.options[position]!.id);
    const known = shown(first!.dimension.options[first!.position]!.id);
    const message = `${own} sends nothing, and so does ${known} of dimension ${shown(first!.dimension.id)}; one such option is enough`;
    return issueAt(['dimensions', index, 'options', position, 'noSend'], message);
  });
}
