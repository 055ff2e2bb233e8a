import { formatPath, type PathSegments } from '@fitly/core/design/validation';
import type { Finding } from '../yaml/locate.ts';
import { type AgentWire, agentSchema } from './agent-schema.ts';

export interface Mended {
  readonly wire: AgentWire;
  /** Whether a finding about this place is about the file, and not about what was put in for a broken part. */
  concerns(segments: PathSegments): boolean;
}

/**
 * Puts a harmless part in the place of each part that does not have the right shape, so that the meaning of the others
 * can be checked in the same pass. A part is a section, an entry of a listed section, or an option. Null when that is
 * not enough.
 */
export function mendSections(data: unknown, findings: readonly Finding[]): Mended | null {
  const broken = new Map(findings.map(({ segments }) => [formatPath(partOf(segments)), partOf(segments)]));
  const parts = [...broken.values()];
  const wire = structuredClone(data) as Record<string, unknown>;
  // Outer parts last: what was put into a dimension is of no use when the dimension itself is replaced.
  for (const part of parts.toSorted((a, b) => b.length - a.length)) replace(wire, part);
  const parsed = agentSchema.safeParse(wire);
  if (!parsed.success) return null;
  const dimensionsBroken = parts.some(([section]) => section === 'dimensions');
  const concerns = (segments: PathSegments): boolean =>
    !parts.some((part) => isWithin(segments, part)) && !(dimensionsBroken && refersToOptions(segments));
  return { wire: parsed.data, concerns };
}

function partOf(segments: PathSegments): PathSegments {
  const [section, , list] = segments;
  if (section === 'dimensions' && list === 'options' && segments.length > 3) return segments.slice(0, 4);
  return segments.slice(0, typeof section === 'string' && section in HARMLESS_ENTRY ? 2 : 1);
}

function replace(wire: Record<string, unknown>, part: PathSegments): void {
  const [section, index, , position] = part;
  const list = wire[String(section)];
  if (typeof index !== 'number' || !Array.isArray(list)) {
    wire[String(section)] = HARMLESS[String(section)];
  } else if (typeof position === 'number') {
    list[index].options[position] = `o${position}`;
  } else {
    list[index] = HARMLESS_ENTRY[String(section)]?.(index);
  }
}

const isWithin = (segments: PathSegments, part: PathSegments): boolean =>
  part.every((segment, depth) => segments[depth] === segment);

/** Places whose meaning depends on the dimensions as a whole. */
function refersToOptions(segments: PathSegments): boolean {
  const [section, , , , field] = segments;
  if (section === 'dimensions') return segments.length === 1 || field === 'requires' || field === 'values';
  return section === 'delivery' || section === 'constraints';
}

const HARMLESS_ENTRY: Readonly<Record<string, (index: number) => unknown>> = {
  dimensions: (index) => ({ id: `d${index}`, kind: 'custom', options: ['a'] }),
  context: (index) => ({ attribute: `a${index}`, type: 'boolean' }),
  kpis: (index) => ({ id: `k${index}`, event: 'a' }),
  guardrails: (index) => ({ id: `g${index}`, event: 'a', limit: 0 }),
};

/** A section that is not listed here gets the default of the schema. */
const HARMLESS: Readonly<Record<string, unknown>> = {
  name: 'a',
  timeZone: 'UTC',
  audience: { segments: ['a'] },
  success: { event: 'a' },
  dimensions: [{ id: 'a', kind: 'custom', options: ['a'] }],
  delivery: { connection: 'a', ids: { default: 'a' } },
};
