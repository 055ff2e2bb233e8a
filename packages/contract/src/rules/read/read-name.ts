import { nearestName, suggestName } from '@fitly/core/design/validation';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Expression } from '../expression.ts';
import { type NodeOf, quote, type Reading, spanOf } from './reading.ts';
import type { Member, NameGroup, Vocabulary } from './vocabulary.ts';

/** A name that stands alone: `amount`, a field. */
export function readName(node: NodeOf<'id'>, { vocabulary, report }: Reading): Expression | null {
  const name = node.args;
  const type = vocabulary.names.get(name);
  if (type !== undefined) return { kind: 'read', type, from: 'event', name };
  const group = vocabulary.groups.get(name);
  if (group !== undefined) {
    const example = fullName(name, group.members.keys().next().value ?? 'name');
    return report(
      node,
      `\`${name}\` alone has no value: name ${group.noun === 'attribute' ? 'an' : 'a'} ${group.noun}, such as \`${example}\``,
    );
  }
  return report(node, `${vocabulary.what} does not know the name \`${name}\`${suggestFullName(name, vocabulary)}`);
}

/** `customer.country`, `customer["Favourite colour"]`. */
export function readMember(node: NodeOf<'.'> | NodeOf<'[]'>, reading: Reading): Expression | null {
  const found = findMember(node, reading);
  return found && { kind: 'read', type: found.member.type, from: found.group.from, name: found.name };
}

/** `has(customer.country)`: whether the attribute is known of the customer. */
export function readHas(node: NodeOf<'call'>, reading: Reading): Expression | null {
  const [place, ...more] = node.args[1];
  if (place?.op !== '.' || more.length > 0) {
    return reading.report(node, '`has` takes one attribute, such as `has(customer.country)`');
  }
  const found = findMember(place, reading);
  if (found === null) return null;
  if (found.group.from === 'customer') return { kind: 'has', type: 'flag', name: found.name };
  return reading.report(place, `${quote(place)} is always known; \`has\` is for attributes of the customer`);
}

/** What is known of a place that may be compared with option ids; null for anything else. */
export function memberOf(node: ASTNode, { vocabulary }: Reading): { member: Member; name: string } | null {
  const place = placeOf(node);
  const member = place && vocabulary.groups.get(place.group)?.members.get(place.name);
  return member ? { member, name: place.name } : null;
}

interface Found {
  readonly group: NameGroup;
  readonly member: Member;
  readonly name: string;
}

function findMember(node: NodeOf<'.'> | NodeOf<'[]'>, { vocabulary, report }: Reading): Found | null {
  const place = placeOf(node);
  const owner = node.args[0];
  if (place === null) {
    if (node.op === '[]') return report(node, 'Only `customer["name"]` can be written with `[…]`, the name in quotes');
    return report(spanOf(node), `${quote(owner)} is a single value: there is nothing after the dot`);
  }
  const group = vocabulary.groups.get(place.group);
  if (group === undefined) {
    return report(
      owner,
      `${vocabulary.what} does not know \`${place.group}\`${suggestName(place.group, namesIn(vocabulary))}`,
    );
  }
  const member = group.members.get(place.name);
  if (member !== undefined) return { group, member, name: place.name };
  const barred = group.barred.get(place.name);
  if (barred !== undefined) return report(spanOf(node), `\`${fullName(place.group, place.name)}\` ${barred}`);
  const names = [...group.members.keys()];
  const hint = suggestName(place.name, names).replaceAll(
    /`([^`]+)`/g,
    (_, name: string) => `\`${fullName(place.group, name)}\``,
  );
  const where = group.noun === 'attribute' ? 'is not in the `context` of the agent' : 'is not a dimension of the agent';
  return report(spanOf(node), `\`${fullName(place.group, place.name)}\` ${where}${hint}`);
}

function placeOf(node: ASTNode): { group: string; name: string } | null {
  if (node.op !== '.' && node.op !== '[]') return null;
  const [owner, name] = node.args;
  if (owner.op !== 'id') return null;
  if (typeof name === 'string') return { group: owner.args, name };
  return name.op === 'value' && typeof name.args === 'string' ? { group: owner.args, name: name.args } : null;
}

const namesIn = ({ groups, names }: Vocabulary): string[] => [...groups.keys(), ...names.keys()];

/** `country` was written where `customer.country` was meant. */
function suggestFullName(name: string, vocabulary: Vocabulary): string {
  for (const [group, { members }] of vocabulary.groups) {
    const nearest = nearestName(name, [...members.keys()]);
    if (nearest !== null) return `; did you mean \`${fullName(group, nearest)}\`?`;
  }
  return suggestName(name, namesIn(vocabulary));
}

const fullName = (group: string, name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? `${group}.${name}` : `${group}[${JSON.stringify(name)}]`;
