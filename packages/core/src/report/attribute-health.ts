/** What is wrong with an attribute, in plain words, and what to do about it. */
import { ATTRIBUTE_LIMITS, type AttributeHealth, type AttributeProblem } from '../measure/index.ts';
import { formatP, formatShare } from './format.ts';

/** A sentence without its subject and without a full stop: `is missing for 99 % of the audience: …`. */
export function problemInWords(problem: AttributeProblem, health: AttributeHealth): string {
  const { coverage, distinct, ageDays, drift, groupP } = health;
  switch (problem) {
    case 'depends_on_group':
      return `is not alike in the groups (p ${formatP(groupP ?? 0)}): groups are drawn at random, so something sorts customers by it; look at how it is made, and at who enrols`;
    case 'looks_personal':
      return 'has values that look personal; they were set aside and count as missing: mend the source, or say `pii: confirmed_not_personal` if you know better';
    case 'mostly_missing':
      return `is missing for ${formatShare(1 - (coverage ?? 0))} of the audience, so it says nothing: bring it, or take it out of the context`;
    case 'constant':
      return 'is the same for everybody, so nothing can be learned from it: take it out of the context';
    case 'all_distinct':
      return `has ${distinct} different values, nearly one for each customer: an id says nothing of the next customer; take it out of the context`;
    case 'stale':
      return `was imported ${ageDays ?? 0} days ago (more than ${ATTRIBUTE_LIMITS.ageDays}): decisions go by what was true then; import it again`;
    case 'drifted':
      return `looks different from the days that were learned from (stability index ${(drift ?? 0).toFixed(2)}, a lot from ${ATTRIBUTE_LIMITS.drift} on): what was learned may not hold for today's customers; look at whether its source or the audience changed`;
  }
}
