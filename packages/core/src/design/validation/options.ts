import type { Issue } from '../../errors.ts';
import type { Dimension, Option } from '../agent.ts';
import { checkDay, checkId, checkNotBlank, checkNumber, checkPropertyName } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import type { PathSegments } from './issue-path.ts';
import { RANGES } from './limits.ts';

/** One option by itself; what it has to do with others is checked in `dimensions.ts` and `requires.ts`. */
export function checkOption(dimension: Dimension, option: Option, path: PathSegments): Issue[] {
  return [
    ...checkId(option.id, 'An id', [...path, 'id']),
    ...checkNotBlank(option.label, 'The label', [...path, 'label']),
    ...checkValues(option, path),
    ...checkHour(dimension, option, path),
    ...option.tags.flatMap((tag, index) => checkId(tag, 'A tag', [...path, 'tags', index])),
    ...repeatedNames(option.tags, 'Tag', (index) => [...path, 'tags', index]),
    ...checkNumber(option.cost, RANGES.cost, 'The cost', [...path, 'cost']),
    ...checkValidity(option, path),
  ];
}

function checkValues(option: Option, path: PathSegments): Issue[] {
  const keys = Object.keys(option.values);
  if (option.noSend && keys.length > 0) {
    return [issueAt([...path, 'values'], `Option ${shown(option.id)} sends nothing, so it cannot pass values`)];
  }
  return keys.flatMap((key) => {
    const value = option.values[key];
    const finite = typeof value !== 'number' || Number.isFinite(value);
    return [
      ...checkPropertyName(key, [...path, 'values', key]),
      ...(finite ? [] : [issueAt([...path, 'values', key], `${shown(key)} is not a finite number`)]),
    ];
  });
}

function checkHour({ id, kind }: Dimension, option: Option, path: PathSegments): Issue[] {
  const hourPath = [...path, 'hour'];
  if (kind !== 'send_hour') {
    if (option.hour === null) return [];
    return [issueAt(hourPath, `Only a dimension of kind send_hour has hours; ${shown(id)} is of kind ${kind}`)];
  }
  if (option.hour !== null) return checkNumber(option.hour, RANGES.hour, 'The hour', hourPath);
  if (option.noSend) return [];
  return [
    issueAt(hourPath, `Option ${shown(option.id)} needs its hour: a whole number from 0 to 23, such as \`hour: 8\``),
  ];
}

function checkValidity({ validFrom, validTo }: Option, path: PathSegments): Issue[] {
  const issues = [
    ...(validFrom === null ? [] : checkDay(validFrom, [...path, 'validFrom'])),
    ...(validTo === null ? [] : checkDay(validTo, [...path, 'validTo'])),
  ];
  if (issues.length > 0 || validFrom === null || validTo === null || validFrom <= validTo) return issues;
  return [issueAt([...path, 'validTo'], `validTo ${validTo} is before validFrom ${validFrom}`)];
}
