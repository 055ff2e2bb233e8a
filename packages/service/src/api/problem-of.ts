/** Failures as problems on the wire. What is not expected keeps its words and loses its stack. */
import { type Problem, REQUEST_PROBLEMS, type RequestCode, statusOf, titleOf } from '@fitly/contract/api';
import { FitlyError, type Issue } from '@fitly/core/errors';

/** A request that nothing of the product was asked with. */
export class RequestProblem extends Error {
  readonly code: RequestCode;
  readonly next: string | null;
  readonly issues: readonly Issue[];
  constructor(code: RequestCode, detail: string, next: string | null = null, issues: readonly Issue[] = []) {
    super(detail);
    this.code = code;
    this.next = next;
    this.issues = issues;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof RequestProblem) {
    const { status, title } = REQUEST_PROBLEMS[error.code];
    return problem({ code: error.code, status, title, detail: error.message, next: error.next, issues: error.issues });
  }
  if (error instanceof FitlyError) {
    const { code, message, next = null, issues } = error;
    const status = statusOf(code);
    return problem({ code, status, title: titleOf(status), detail: message, next, issues });
  }
  return problem({
    ...{ code: 'internal', status: 500, title: titleOf(500), issues: [] },
    detail: 'something broke that should not',
    next: 'nothing was lost: what is committed stays; fitly doctor looks at the workspace',
  });
}

interface Parts extends Omit<Problem, 'type' | 'issues'> {
  readonly issues: readonly Issue[];
}

const problem = ({ issues, ...parts }: Parts): Problem => ({
  type: `urn:fitly:problem:${parts.code}`,
  ...parts,
  issues: issuesOnTheWire(issues),
});

export const issuesOnTheWire = (issues: readonly Issue[]): Problem['issues'] =>
  issues.map(({ path, message, line = null, column = null }) => ({ path, message, line, column }));
