import { expect, test } from 'vitest';
import { execute, temporaryDatabase } from './postgres-server.testing.ts';

test('every test has a database of its own on a real PostgreSQL', async () => {
  const [one, other] = [await temporaryDatabase(), await temporaryDatabase()];
  await execute(one, 'create table thing (n int); insert into thing values (1)');
  expect(await execute(one, 'select n from thing')).toEqual([{ n: 1 }]);
  await expect(execute(other, 'select n from thing')).rejects.toThrow('relation "thing" does not exist');
});
