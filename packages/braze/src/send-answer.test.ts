import { expect, test } from 'vitest';
import { classifySend, forLoop } from './send-answer.ts';

const partly = (errors: unknown, ids: readonly string[] = ['cust-001', 'cust-0011', 'anna']) =>
  classifySend(
    {
      kind: 'answer',
      status: 201,
      headers: new Headers(),
      requestId: null,
      body: { kind: 'json', value: { message: 'success', dispatch_id: 'd', errors } },
    },
    ids,
  );

test.each<[string, unknown, readonly number[]]>([
  ['by its id', ['External ID cust-001 is not valid'], [0]],
  ['at the end of a sentence', ['Not valid: cust-001.'], [0]],
  ['in quotes', ["user 'anna' is not valid"], [2]],
  ['twice', ['cust-0011: a', 'cust-0011: b', 'cust-001: c'], [0, 1]],
])('a recipient named %s is the one that got nothing', (_name, errors, rejected) => {
  const outcome = partly(errors);
  expect(outcome).toEqual({ kind: 'partly_accepted', dispatchId: 'd', status: 201, rejected });
});

test.each<[string, unknown]>([
  ['no recipient', ['something is not valid']],
  ['two recipients', ['cust-001 and cust-0011 are not valid']],
  ['part of another id', ['xcust-001 is not valid', 'cust-001-b is not valid']],
  ['a name that is also a word', ['anna is not valid']],
  ['one recipient and nobody', ['cust-001 is not valid', 'something else']],
  ['an object', [{ index: 1 }]],
  ['no list', 'cust-001 is not valid'],
])('errors that name %s leave the whole batch in doubt', (_name, errors) => {
  expect(partly(errors)).toEqual({ kind: 'in_doubt', reason: 'partly_accepted', status: 201 });
});

test('the daily loop is told whom a half batch leaves out', () => {
  const outcome = partly(['cust-001 is not valid']);
  expect(outcome.kind === 'partly_accepted' && forLoop(outcome)).toMatchObject({
    kind: 'accepted',
    refused: outcome.kind === 'partly_accepted' ? outcome.rejected : [],
    status: 201,
  });
});
