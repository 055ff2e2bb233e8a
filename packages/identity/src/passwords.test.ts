import { expect, test } from 'vitest';
import { requireGoodPassword } from './passwords.ts';

const ANNA = { name: 'Anna Quirinius', email: 'anna.quirinius@example.com' };

test.each([
  ['short12', 'it has 7 characters'],
  ['password', 'leaks'],
  ['Liverpool', 'leaks'],
  ['Anna Quirinius', 'own'],
  ['anna.quirinius', 'own'],
  ['x'.repeat(129), 'at most 128'],
])('%s is not taken: %s', (password, why) => {
  expect(() => requireGoodPassword(password, ANNA)).toThrow(why);
});

test.each(['seven sleepy otters', 'x'.repeat(128), 'пароль подлиннее', '🦦🦦🦦🦦🦦🦦🦦🦦'])(
  '%s is taken',
  (password) => {
    expect(() => requireGoodPassword(password, ANNA)).not.toThrow();
  },
);
