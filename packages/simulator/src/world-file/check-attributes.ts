/** Who the customers are must be drawable: time zones that exist, one distribution per attribute. */
import { listNames, suggestName } from '@fitly/core/design/validation';
import { resolveZone } from '@fitly/core/time';
import type { AttributeSpec } from './attribute-schema.ts';
import type { Finding } from './read-yaml.ts';
import type { WorldSpec } from './world-schema.ts';

export function checkPeople(spec: WorldSpec): Finding[] {
  return [...checkZones(spec), ...checkAttributes(spec), ...checkPersonas(spec)];
}

function checkZones({ timeZones }: WorldSpec): Finding[] {
  const zones = Object.keys(timeZones);
  if (zones.length === 0) return [{ path: ['timeZones'], message: 'At least one time zone is needed' }];
  return zones
    .filter((zone) => resolveZone(zone, '') === '')
    .map((zone) => ({
      path: ['timeZones', zone],
      message: `\`${zone}\` is not an IANA time zone, such as \`Europe/Madrid\``,
      atKey: true,
    }));
}

function checkAttributes({ attributes }: WorldSpec): Finding[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => checkDistribution(attribute, ['attributes', name]));
}

/** A persona may change how an attribute is distributed, not what it is. */
function checkPersonas({ personas, attributes }: WorldSpec): Finding[] {
  return Object.entries(personas).flatMap(([persona, { attributes: own }]) =>
    Object.entries(own).flatMap(([name, attribute]): Finding[] => {
      const path = ['personas', persona, 'attributes', name];
      const general = attributes[name];
      if (general === undefined) {
        const message = `\`${name}\` is not among the attributes${suggestName(name, Object.keys(attributes))}`;
        return [{ path, message, atKey: true }];
      }
      if (typeOf(general) === typeOf(attribute)) return checkDistribution(attribute, path);
      return [
        { path, message: `\`${name}\` is a ${typeOf(general)} under \`attributes\`, and a ${typeOf(attribute)} here` },
      ];
    }),
  );
}

const DISTRIBUTIONS = ['uniform', 'integer', 'normal', 'lognormal', 'oneOf', 'probability'] as const;

function checkDistribution(attribute: AttributeSpec, path: readonly string[]): Finding[] {
  const given = DISTRIBUTIONS.filter((key) => attribute[key] !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none is given' : `${listNames(given)} are given`;
    return [{ path, message: `Exactly one of ${listNames(DISTRIBUTIONS)} says how it is drawn; ${found}` }];
  }
  const [from, to] = attribute.uniform ?? attribute.integer ?? [0, 1];
  const findings: Finding[] = [];
  if (from > to)
    findings.push({
      path: [...path, given[0]!],
      message: `${from} is larger than ${to}; the smaller number comes first`,
    });
  if (attribute.oneOf !== undefined && Object.keys(attribute.oneOf).length === 0) {
    findings.push({ path: [...path, 'oneOf'], message: 'At least one category is needed' });
  }
  if ((attribute.min ?? -Infinity) > (attribute.max ?? Infinity)) {
    findings.push({ path: [...path, 'min'], message: `\`min\` is larger than \`max\`, which is ${attribute.max}` });
  }
  return findings;
}

/** What an attribute holds. */
export function typeOf({ oneOf, probability }: AttributeSpec): 'category' | 'boolean' | 'number' {
  if (oneOf !== undefined) return 'category';
  return probability !== undefined ? 'boolean' : 'number';
}
