import { expect, test } from 'vitest';
import { packNumbers } from './binary.ts';
import { deserializePolicyVersion, type PolicyVersion, serializePolicyVersion } from './policy-version.ts';

const VERSION: PolicyVersion = {
  kind: 'linear_draws',
  arithmetic: 'float32',
  space: { dimensions: [{ id: 'betreff', optionIds: ['ä', 'b'] }] },
  encodingVersion: 3,
  contextSize: 0,
  draws: 2,
  floor: 0.02,
  coefficients: Float64Array.of(0.1, -0, 5e-324, 1 / 3, -1.7976931348623157e308, 1e-10),
};

test('a version comes back bit for bit', () => {
  const back = deserializePolicyVersion(serializePolicyVersion(VERSION));
  expect(back).toEqual(VERSION);
  expect(serializePolicyVersion(back)).toEqual(serializePolicyVersion(VERSION));
  expect(deserializePolicyVersion(serializePolicyVersion({ kind: 'uniform' }))).toEqual({ kind: 'uniform' });
});

test('a version from before format 2 was scored in double precision, and still is', () => {
  const { coefficients, arithmetic: _, ...header } = VERSION as PolicyVersion & { kind: 'linear_draws' };
  const bytes = packNumbers({ format: 'fitly/policy-version/1', ...header }, coefficients);
  expect(deserializePolicyVersion(bytes)).toEqual({ ...VERSION, arithmetic: 'float64' });
});

test('it can be read from the middle of a larger buffer', () => {
  const bytes = serializePolicyVersion(VERSION);
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 3);
  expect(deserializePolicyVersion(larger.subarray(3, 3 + bytes.length))).toEqual(VERSION);
});

test.each([
  ['nothing', new Uint8Array()],
  ['a cut one', serializePolicyVersion(VERSION).slice(0, -3)],
  ['only the start', serializePolicyVersion(VERSION).slice(0, 20)],
  ['another format', packNumbers({ format: 'other' }, new Float64Array())],
  ['other bytes', new Uint8Array(64).fill(7)],
])('%s is refused as damaged', (_name, bytes) => {
  expect(() => deserializePolicyVersion(bytes)).toThrow(expect.objectContaining({ code: 'database_damaged' }));
});
