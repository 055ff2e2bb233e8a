/** Meaning of a world file: every name refers to something, and everything that is drawn can be drawn. */
import { type PathSegments, shown, suggestName } from '@fitly/core/design/validation';
import { checkPeople } from './check-attributes.ts';
import { checkCondition, checkEffects } from './check-conditions.ts';
import { checkOutcomes } from './check-outcomes.ts';
import type { Finding } from './read-yaml.ts';
import type { WorldSpec } from './world-schema.ts';

export function checkWorld(spec: WorldSpec): Finding[] {
  return [
    ...checkPeople(spec),
    ...checkDimensions(spec),
    ...checkOutcomes(spec),
    ...checkMessages(spec),
    ...checkSegments(spec),
    ...checkReward(spec),
  ];
}

function checkDimensions({ dimensions, campaigns }: WorldSpec): Finding[] {
  const known = Object.keys(campaigns);
  return [
    ...repeated(
      dimensions.map(({ id }) => id),
      (index) => ['dimensions', index, 'id'],
    ),
    ...dimensions.flatMap(({ options }, index) => {
      const at = (option: number, key: string): PathSegments => ['dimensions', index, 'options', option, key];
      return [
        ...repeated(
          options.map(({ id }) => id),
          (option) => at(option, 'id'),
        ),
        ...options.flatMap(({ campaign }, option) =>
          campaign === undefined || known.includes(campaign)
            ? []
            : [
                {
                  path: at(option, 'campaign'),
                  message: `There is no campaign ${shown(campaign)}${suggestName(campaign, known)}`,
                },
              ],
        ),
      ];
    }),
  ];
}

function checkMessages(spec: WorldSpec): Finding[] {
  const { fatigue, ...chances } = spec.messages;
  return [
    ...Object.entries(chances).flatMap(([name, chance]) =>
      checkEffects(spec, chance?.effects ?? [], ['messages', name, 'effects']),
    ),
    ...checkEffects(spec, fatigue, ['messages', 'fatigue']),
  ];
}

/** The persona is hidden from the dashboard, too. */
function checkSegments(spec: WorldSpec): Finding[] {
  const outcomes = Object.keys(spec.outcomes);
  return [
    ...repeated(
      spec.segments.map(({ id }) => id),
      (index) => ['segments', index, 'id'],
    ),
    ...spec.segments.flatMap(({ when, leaveAfter }, index) => [
      ...checkCondition(spec, when, ['segments', index, 'when'], ['attribute']),
      ...leaveAfter
        .filter((name) => !outcomes.includes(name))
        .map((name) => ({
          path: ['segments', index, 'leaveAfter'],
          message: `There is no outcome ${shown(name)}${suggestName(name, outcomes)}`,
        })),
    ]),
  ];
}

function checkReward(spec: WorldSpec): Finding[] {
  const { outcome: name, value, costs } = spec.reward;
  const outcome = spec.outcomes[name];
  const findings = checkEffects(spec, costs, ['reward', 'costs']);
  if (outcome === undefined) {
    const message = `There is no outcome ${shown(name)}${suggestName(name, Object.keys(spec.outcomes))}`;
    return [...findings, { path: ['reward', 'outcome'], message }];
  }
  if (value !== 'amount' || outcome.amount !== undefined) return findings;
  return [...findings, { path: ['reward', 'value'], message: `\`${name}\` carries no \`amount\`; expected a number` }];
}

function repeated(ids: readonly string[], at: (index: number) => PathSegments): Finding[] {
  return ids.flatMap((id, index) =>
    ids.indexOf(id) === index ? [] : [{ path: at(index), message: `${shown(id)} is given twice` }],
  );
}
