/** What answers an operation: a function of its validated parts and of what the service gives it. */
import type { AnswerOf, BodyOf, Endpoint, Endpoints, Operation, ParamsOf, QueryOf } from '@fitly/contract/api';
import type { Answer, Browser, Identity } from '@fitly/identity';
import type { Audit } from '../auditing/open-audit.ts';
import type { DecisionDesk } from '../deciding/decision-desk.ts';
import type { EventReceiver } from '../feeds/rest/receive-events.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import type { LiveRuns } from '../serving/live-runs.ts';
import type { ServiceState } from '../serving/service-state.ts';
import type { Source } from '../serving/watch-run.ts';
import type { ServedFolder, Workspace } from '../workspace/workspace.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Caller } from './caller.ts';

export interface ApiHost {
  /** Opens the workspace to look. */
  readonly reading: <T>(work: (workspace: Workspace) => Promise<T>) => Promise<T>;
  /** Opens it to write. Rejects with `folder_in_use` while another process works on the folder. */
  readonly writing: <T>(work: (workspace: Workspace) => Promise<T>) => Promise<T>;
  /** Opens it to write what needs no turn of its own, such as a row that only wins where it is the next one: also beside a run. */
  readonly writingBeside: <T>(work: (workspace: Workspace) => Promise<T>) => Promise<T>;
  /** Takes posted events; needs no lock. */
  readonly events: EventReceiver;
  readonly served: ServedFolder;
  /** Decides for customers who are asked for; needs no lock. */
  readonly decisions: DecisionDesk;
  /** What runs by itself; null: nothing does. */
  readonly schedule: (() => ServiceState) | null;
  /** Of runs that go by themselves, and of those that were asked for. */
  readonly live: LiveRuns;
  readonly jobs: JobBoard;
  readonly identity: () => Promise<Identity>;
  readonly audit: Audit;
}

/** `ApiHost` for one request. */
export interface Desk extends ApiHost {
  readonly caller: Caller;
  /** Who asks, for the history. */
  readonly by: string;
  /** Adds what is known to the entry of this request in the audit log. */
  readonly note: AuditTrail['note'];
  readonly browser: Browser;
  /** Sends the cookies of an answer with this one, and gives its value. */
  readonly keep: <T>(answer: Answer<T>) => T;
  /** `http://127.0.0.1:8410`, as the asking browser knows it. */
  readonly origin: string;
}

export interface Input<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /** `If-Match`; empty where the operation needs none. */
  readonly etag: string;
  /** `Last-Event-ID`; empty where none was sent, and where nothing streams. */
  readonly lastEventId: string;
}

type Handler<E extends Endpoint> = (
  input: Input<E>,
  desk: Desk,
) => Promise<E extends { readonly streams: true } ? Source<AnswerOf<E>> : AnswerOf<E>>;
/** Handlers of some operations; together they must be those of all. */
export type Handlers<O extends Operation> = { readonly [K in O]: Handler<Endpoints[K]> };
