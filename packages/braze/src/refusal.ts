/** Errors for reads that Braze refused or that did not get through, with what a person should do about them. */
import { FitlyError, type FitlyErrorOptions } from '@fitly/core/errors';
import type { Instant } from '@fitly/core/terms';
import { reasonOf } from './answer.ts';
import type { Failure } from './failure.ts';
import type { Answer } from './transport.ts';

/** Permissions are the paths with dots (Braze docs, API basics): `/users/export/ids` needs `users.export.ids`. */
export const permissionOf = (path: string): string => path.slice(1).replaceAll('/', '.');

/** `permission`: the one that the endpoint needs, as Braze's key settings name it. */
export function refusalOf(answer: Answer, host: string, permission: string): FitlyError {
  const fields: NonNullable<FitlyErrorOptions['fields']> = { host, status: answer.status, requestId: answer.requestId };
  if (answer.status === 401) {
    return new FitlyError('braze_key_invalid', `The key that was given is not known at ${host}`, {
      next: 'Give the REST API key of this workspace; a key of another Braze instance is not known either.',
      fields,
    });
  }
  if (answer.status === 403) {
    return new FitlyError('braze_refused', `${host} refused: the key lacks the permission ${permission}`, {
      next: `Create a key with the permission ${permission}; permissions of an existing key cannot be changed.`,
      fields,
    });
  }
  const code = answer.status >= 500 ? 'braze_unreachable' : 'braze_refused';
  return new FitlyError(code, `${host} answered ${reasonOf(answer)} to ${permission}`, {
    next: answer.status >= 500 ? 'Wait a few minutes and run again.' : 'Check what the agent file names in Braze.',
    fields,
  });
}

const WHY: Readonly<Record<Failure['reason'], string>> = {
  dns_failed: 'its name cannot be resolved',
  connection_refused: 'it refused the connection',
  connection_failed: 'no connection could be made',
  held_back: 'whoever asks has called it off',
  certificate_refused: 'its certificate is not trusted',
  timeout: 'it did not answer in time',
  connection_lost: 'the connection was lost',
};

export function unreachable(host: string, failure: Pick<Failure, 'reason'>): FitlyError {
  return new FitlyError('braze_unreachable', `${host} cannot be reached: ${WHY[failure.reason]}`, {
    next: 'Check that the address is right and the other side is running, then run again.',
    fields: { host, reason: failure.reason },
  });
}

/** The calls of a limit are used up for longer than the caller waits. */
export function noTurn(host: string, until: Instant): FitlyError {
  const at = new Date(until).toISOString();
  return new FitlyError('braze_unreachable', `${host} takes no more of these calls until ${at}: the limit is used up`, {
    next: 'Run again later, or leave more of the limit by calling Braze less from elsewhere.',
    fields: { host, until: at },
  });
}
