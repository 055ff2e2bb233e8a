/** An endpoint is data: where it is, who may call it, what it draws from, and what it answers. */
import type { Ticket } from '../limits/buckets.ts';
import type { Twist } from '../send/request.ts';
import type { Workspace } from '../workspace.ts';
import type { Json } from './checks.ts';
import type { Permission } from './keys.ts';

export interface Call {
  /** As parsed: any JSON value; of a GET, undefined. */
  readonly body: unknown;
  readonly query: Json;
  /** `http://127.0.0.1:PORT`, for addresses in answers. */
  readonly baseUrl: string;
  readonly twist: Twist;
}

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Usually the path with dots. */
  readonly permission: Permission;
  /** Absent = the shared default. The first ticket is the one that the headers show. */
  readonly tickets?: (body: unknown) => readonly Ticket[];
  /** Largest body; default 4 MB. */
  readonly maxBodyBytes?: number;
  /** True for what faults of sends apply to. */
  readonly isSend?: boolean;
  /** Throws a `Refusal` for what is not accepted, before it changed anything. */
  readonly answer: (call: Call, workspace: Workspace) => Answer;
}

export const created = (body: Json): Answer => ({ status: 201, body });
export const found = (body: Json): Answer => ({ status: 200, body: { ...body, message: 'success' } });
