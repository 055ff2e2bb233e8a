import type { Issue } from '../../errors.ts';
import { LARGEST_SPACE } from '../action-space.ts';
import type { Agent, Dimension, DimensionKind } from '../agent.ts';
import { checkId, checkNotBlank } from './checks.ts';
import { issueAt, repeatedNames, shown } from './issue.ts';
import { MAX_ACTIONS } from './limits.ts';
import { checkOption } from './options.ts';
import { checkRequires } from './requires.ts';

/** Kinds that say when or how a message goes out: two of one kind would contradict each other. */
const SINGLE_KINDS: readonly DimensionKind[] = ['template', 'channel', 'send_hour', 'send_day', 'frequency'];

/** What may vary, and that every combination can be built and counted. */
export function checkDimensions(agent: Agent): Issue[] {
  const { dimensions } = agent;
  if (dimensions.length === 0) {
    return [issueAt(['dimensions'], 'There is nothing to choose: the agent needs at least one dimension')];
  }
  return [
    ...dimensions.flatMap(checkDimension),
    ...repeatedNames(
      dimensions.map((dimension) => dimension.id),
      'Id',
      (index) => ['dimensions', index, 'id'],
    ),
    ...checkSingleKinds(dimensions),
    ...checkSharedValues(dimensions),
    ...dimensions.flatMap((_, index) => checkRequires(dimensions, index)),
    ...checkActionCount(dimensions),
  ];
}

function checkDimension(dimension: Dimension, index: number): Issue[] {
  const path = ['dimensions', index];
  const { options } = dimension;
  return [
    ...checkId(dimension.id, 'An id', [...path, 'id']),
    ...checkNotBlank(dimension.label, 'The label', [...path, 'label']),
    ...options.flatMap((option, position) => checkOption(dimension, option, [...path, 'options', position])),
    ...repeatedNames(
      options.map((option) => option.id),
      'Id',
      (position) => [...path, 'options', position, 'id'],
    ),
    ...checkActiveOptions(dimension, index),
    ...checkHours(dimension, index),
  ];
}

function checkActiveOptions({ id, options }: Dimension, index: number): Issue[] {
  const path = ['dimensions', index, 'options'];
  if (options.length === 0) return [issueAt(path, `Dimension ${shown(id)} has no option; it needs at least one`)];
  const active = options.filter((option) => option.state === 'active');
  if (active.length === 0) {
    return [issueAt(path, `Every option of ${shown(id)} is paused or retired; at least one must be active`)];
  }
  if (active.every((option) => option.noSend)) {
    return [issueAt(path, `Every active option of ${shown(id)} sends nothing; at least one must send`)];
  }
  return options.filter((option) => option.noSend).length > 1
    ? [issueAt(path, `Dimension ${shown(id)} has several options that send nothing; one is enough`)]
    : [];
}

function checkHours({ kind, options }: Dimension, index: number): Issue[] {
  if (kind !== 'send_hour') return [];
  const timed = options.flatMap((option, position) => (option.hour === null ? [] : [{ hour: option.hour, position }]));
  return repeatedNames(
    timed.map(({ hour }) => String(hour)),
    'Hour',
    (at) => ['dimensions', index, 'options', timed[at]!.position, 'hour'],
  );
}

function checkSingleKinds(dimensions: readonly Dimension[]): Issue[] {
  return SINGLE_KINDS.flatMap((kind) => {
    const found = dimensions.flatMap((dimension, index) =>
      dimension.kind === kind ? [{ id: dimension.id, index }] : [],
    );
    return found.slice(1).map(({ index }) => {
      const first = shown(found[0]!.id);
      return issueAt(
        ['dimensions', index, 'kind'],
        `Kind ${kind} is already used by dimension ${first}; an agent has at most one`,
      );
    });
  });
}

/** One trigger property has one source; otherwise the later dimension would silently win. */
function checkSharedValues(dimensions: readonly Dimension[]): Issue[] {
  const owner = new Map<string, Dimension>();
  return dimensions.flatMap((dimension, index) =>
    dimension.options.flatMap((option, position) =>
      Object.keys(option.values).flatMap((key) => {
        const first = owner.get(key) ?? dimension;
        owner.set(key, first);
        if (first === dimension) return [];
        const path = ['dimensions', index, 'options', position, 'values', key];
        return [
          issueAt(path, `Value ${shown(key)} is already passed by dimension ${shown(first.id)}; choose another name`),
        ];
      }),
    ),
  );
}

/**
 * Paused options count towards what is learned, since they may return without any other change. Retired ones keep only
 * their place in the numbering of actions, which has a wider limit of its own.
 */
function checkActionCount(dimensions: readonly Dimension[]): Issue[] {
  const usable = dimensions.map((dimension) => dimension.options.filter((option) => option.state !== 'retired').length);
  const all = dimensions.map((dimension) => dimension.options.length);
  if (product(usable) > MAX_ACTIONS) {
    return [
      issueAt(['dimensions'], `${multiplied(usable)} are too many to learn from: at most ${grouped(MAX_ACTIONS)}`),
    ];
  }
  if (product(all) <= LARGEST_SPACE) return [];
  const message = `${multiplied(all)} with retired options are too many: at most ${grouped(LARGEST_SPACE)}; start a new agent`;
  return [issueAt(['dimensions'], message)];
}

const product = (counts: readonly number[]): number => counts.reduce((total, count) => total * count, 1);
const grouped = (count: number): string => count.toLocaleString('en');
const multiplied = (counts: readonly number[]): string =>
  `${counts.join(' × ')} = ${grouped(product(counts))} combinations`;
