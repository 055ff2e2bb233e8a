/** Which events are kept of feeds: those that agents name. */
import type { Agent, EventField } from '@fitly/core/design';
import type { CountedEvents } from './feed-reader.ts';

/** Everything that an agent of the workspace counts, with the fields of its success. */
export function countedEvents(agents: readonly Agent[]): CountedEvents {
  const counted = new Map<string, EventField[]>();
  for (const { success, kpis, guardrails, learning } of agents) {
    const names = [success, ...kpis, ...guardrails].map(({ event }) => event);
    for (const event of [...names, ...learning.funnel]) if (!counted.has(event)) counted.set(event, []);
    const fields = counted.get(success.event)!;
    for (const field of success.fields) {
      const known = fields.findIndex(({ name }) => name === field.name);
      if (known < 0) fields.push(field);
      // As a text a value serves all: each agent reads it as what it has declared.
      else if (fields[known]!.type !== field.type) fields[known] = { ...field, type: 'text' };
    }
  }
  return counted;
}
