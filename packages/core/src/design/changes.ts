/**
 * What may not change once an agent has run: numbers of before and after would be mixed, or what was learned would be read
 * as something else. Such a change is a new agent.
 */
import type { Issue } from '../errors.ts';
import type { Agent } from './agent.ts';

/** One issue per forbidden change, with what it was and what to do instead; empty when the agent may go on. */
export function forbiddenChanges(before: Agent, now: Agent): Issue[] {
  return [...successChanges(before, now), ...contextChanges(before, now), ...optionChanges(before, now)];
}

function successChanges(before: Agent, now: Agent): Issue[] {
  return (['event', 'value', 'currency', 'horizonDays'] as const)
    .filter((field) => before.success[field] !== now.success[field])
    .map((field) => ({
      path: `success.${field === 'horizonDays' ? 'horizon' : field}`,
      message: `was ${JSON.stringify(before.success[field])} in the runs so far and is ${JSON.stringify(now.success[field])} now: give an agent with another metric another name`,
    }));
}

function contextChanges(before: Agent, now: Agent): Issue[] {
  return now.context.flatMap((attribute, index) => {
    const was = before.context.find((each) => each.attribute === attribute.attribute);
    if (was === undefined || (was.type === attribute.type && was.transform === attribute.transform)) return [];
    const path = `context[${index}]`;
    const then = `${was.type}, transform ${was.transform}`;
    return [
      {
        path,
        message: `${attribute.attribute} was ${then} in the runs so far: put it back, or give the agent another name`,
      },
    ];
  });
}

function optionChanges(before: Agent, now: Agent): Issue[] {
  return before.dimensions.flatMap((dimension) => {
    const kept = now.dimensions.find((each) => each.id === dimension.id);
    if (kept === undefined) {
      return [
        { path: 'dimensions', message: `dimension "${dimension.id}" is gone: put it back with its options retired` },
      ];
    }
    return dimension.options
      .filter((option) => !kept.options.some((each) => each.id === option.id))
      .map((option) => ({
        path: `dimensions.${dimension.id}.options`,
        message: `option "${option.id}" is gone: put it back with state: retired, so that its past stays readable`,
      }));
  });
}
