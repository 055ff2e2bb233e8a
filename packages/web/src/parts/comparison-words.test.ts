import { describe, expect, test } from 'vitest';
import { figuresInWords, findingOf, markOf, sharedDomain } from './comparison-words.ts';
import { contrast, interval, METRIC } from './contrast.testing.ts';

const sentence = (given: Parameters<typeof contrast>[0]): string => {
  const { before, figure, after } = findingOf(contrast(given), METRIC);
  return `${before}${figure === '' ? '' : `[${figure}]`}${after}`;
};

describe('the finding', () => {
  test.each([
    ['better', 'The agent beats random control: [+4.1\u00a0% orders], between +0.9\u00a0% and +7.3\u00a0%.'],
    ['worse', 'The agent does worse than random control: [+4.1\u00a0% orders], between +0.9\u00a0% and +7.3\u00a0%.'],
    [
      'unproven',
      'No difference from random control shown yet: [+4.1\u00a0% orders], between +0.9\u00a0% and +7.3\u00a0%.',
    ],
  ] as const)('says %s with its interval', (verdict, said) => {
    expect(sentence({ verdict })).toBe(said);
  });

  test('has no number where there is none, and says why', () => {
    const none = { absolute: null, relative: null, increment: null };
    expect(sentence({ ...none, verdict: 'withheld', reason: 'Group sizes differ from the plan.' })).toBe(
      'The uplift is withheld: group sizes differ from the plan.',
    );
    expect(sentence({ ...none, verdict: 'too_early', reason: 'Fewer than 100 customers' })).toBe(
      'Too early to tell: fewer than 100 customers.',
    );
  });

  test('is told per 1,000 customers where the control has too little for a share', () => {
    expect(sentence({ relative: null })).toBe(
      'The agent beats random control: [+8.0 orders per 1,000 customers], between +2.0 and +14.0.',
    );
  });
});

test('figures stand with their interval, or the reason stands in their place', () => {
  expect(figuresInWords(contrast(), METRIC)).toBe('+4.1\u00a0% (+0.9\u00a0% to +7.3\u00a0%)');
  const withheld = contrast({ verdict: 'withheld', relative: null, absolute: null, reason: 'the feed is silent' });
  expect(figuresInWords(withheld, METRIC)).toBe('the feed is silent');
  expect(markOf(withheld, METRIC)).toMatchObject({ verdict: 'withheld', interval: null });
});

test('one axis holds 0 and every interval', () => {
  const [low, high] = sharedDomain([contrast(), contrast({ relative: interval(-0.1, -0.31, 0.02) })]);
  expect(low).toBeLessThanOrEqual(-0.31);
  expect(high).toBeGreaterThanOrEqual(0.073);
  expect(sharedDomain([])).toEqual([-0.1, 0.1]);
});
