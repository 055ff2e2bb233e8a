/** One operation of the REST API: its address, what goes in, what comes out. Validation, OpenAPI and client are made from it. */
import type { ErrorCode } from '@fitly/core/errors';
import type { z } from 'zod';
import type { RequestCode } from './problem.ts';
import type { Need } from './roles.ts';

export type Shape = z.ZodObject;

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`; parameters in braces: `/agents/{agent}`. */
  readonly path: `/${string}`;
  /** One line in the imperative, without a full stop. */
  readonly summary: string;
  readonly tag: Tag;
  /** Who may ask. */
  readonly needs: Need;
  /** Of the path; one key for each in braces. */
  readonly params: Shape;
  readonly query: Shape;
  /** JSON of the request; null = none is read. */
  readonly body: Shape | null;
  readonly answer: Shape;
  /** Codes of problems that this operation can have besides those that any request can have. */
  readonly problems: readonly (ErrorCode | RequestCode)[];
  /** Whether the same call made twice may change things twice: such a call takes an `Idempotency-Key`. */
  readonly changes: boolean;
  /**
   * `answers`: the answer has an `etag`, which also comes as a header. `required`: the request must name in `If-Match` the
   * one that it has seen.
   */
  readonly etag: 'none' | 'answers' | 'required';
  /** 202: what was asked for goes on when the answer is given. Absent: 200. */
  readonly status?: 202;
  /** The answer is a stream of server-sent events, and `answer` what one of them says. */
  readonly streams?: true;
  readonly example: { readonly params?: Json; readonly query?: Json; readonly body?: Json; readonly answer: Json };
}
type Json = Readonly<Record<string, unknown>>;

export const TAGS = {
  Agents: 'Agent files, their versions and their states.',
  Runs: 'What the daily runs did, and what they were worth.',
  Jobs: 'Work that takes its time: it goes on in a process of its own, and is read when it is done.',
  Customers: 'One customer at a time, found by external id and never listed.',
  Decisions: 'One customer at a time, decided when somebody asks.',
  Data: 'Feeds, and rows that were set aside.',
  Service: 'The service itself.',
  People: 'Signing in, the people of the team, and keys of programs.',
} as const;
type Tag = keyof typeof TAGS;

/** Lets the schemas be inferred and the shape be checked. */
export const endpoint = <const E extends Endpoint>(given: E): E => given;

export type ParamsOf<E extends Endpoint> = z.output<E['params']>;
export type QueryOf<E extends Endpoint> = z.output<E['query']>;
export type BodyOf<E extends Endpoint> = OutputOf<E['body']>;
type OutputOf<B extends Shape | null> = B extends Shape ? z.output<B> : null;
export type AnswerOf<E extends Endpoint> = z.output<E['answer']>;
