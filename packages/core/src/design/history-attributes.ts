/** History attributes among those of an agent's context. */
import type { AttributeType, ContextAttribute } from './agent.ts';
import { HISTORY, type HistorySource } from './history.ts';

/** The attribute as it stands beside those of the audience: `last_option` is named after its dimension. */
export function historyAttribute(source: HistorySource): ContextAttribute {
  const isOption = HISTORY[source.name].measure === 'last_option';
  const type: AttributeType = isOption ? 'category' : 'number';
  return {
    attribute: isOption ? `${source.name}_${source.dimension ?? ''}` : source.name,
    type,
    transform: isOption ? 'none' : 'log1p',
    topK: 20,
    pii: 'quarantine',
    history: source,
  };
}

/** Attributes that come from outside: by exports and imports. The others are Fitly's own. */
export const broughtAttributes = (context: readonly ContextAttribute[]): readonly ContextAttribute[] =>
  context.filter(({ history }) => history === null);

/** Dimensions whose last option is asked for. */
export const rememberedDimensions = (context: readonly ContextAttribute[]): readonly string[] => [
  ...new Set(context.flatMap(({ history }) => history?.dimension ?? [])),
];
