import type { PathSegments } from '@fitly/core/design/validation';

/** Part of a text, in characters from its beginning: [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What is wrong inside one expression. */
export interface TextIssue {
  readonly message: string;
  readonly span: Span;
  /** `syntax`: wrong whatever the names mean. `meaning`: depends on the agent's context, dimensions and fields. */
  readonly kind: 'syntax' | 'meaning';
}

/** The same with the place of the expression in the agent. */
export interface ExpressionIssue extends TextIssue {
  /** Path of the `Agent` type, for example `constraints`, `rules`, 0, `denyWhen`. */
  readonly path: PathSegments;
}
