/** The short form of `npm run campaign:statistics`: few seeds, three standard errors of luck forgiven. */
import { expect, test } from 'vitest';
import { CLAIMS } from './claims/index.ts';

test.each(CLAIMS.map((claim) => [claim.id, claim.claim, claim] as const))('%s: %s', (_, _claim, claim) => {
  const finding = claim.play(0.02);
  expect(finding.passed, `${finding.measured}, goal ${claim.goal}`).toBe(true);
});
