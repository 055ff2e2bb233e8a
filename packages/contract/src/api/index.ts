/** The wire: what the service answers and what the web app and other programs ask. */
export {
  API_BASE,
  ApiError,
  type Call,
  type Client,
  type ClientOptions,
  createClient,
  PAGE_HEADER,
  type StreamedEvent,
} from './client.ts';
export {
  type AnswerOf,
  type BodyOf,
  type Endpoint,
  type ParamsOf,
  type QueryOf,
  type Shape,
  TAGS,
} from './endpoint.ts';
export { DECIDE_REASONS, MOST_CUSTOMERS } from './endpoints/decide.ts';
export { MOST_EVENTS } from './endpoints/events.ts';
export { ENDPOINTS, type Endpoints, type Operation } from './endpoints/index.ts';
export { JOB_KINDS, type JobKind } from './endpoints/jobs.ts';
export { type EventText, eventText, HEARTBEAT_TEXT, retryText } from './event-stream.ts';
export { openApiDocument } from './openapi.ts';
export { type Problem, problemSchema, REQUEST_PROBLEMS, type RequestCode, statusOf, titleOf } from './problem.ts';
export {
  asExplained,
  asReport,
  type Check,
  type Contrast,
  type ExplainedCustomer,
  type Explanation,
  type Exploration,
  type Group,
  type GroupRow,
  type Insights,
  type KpiReport,
  type OptionInsight,
  type Report,
  type Verdict,
} from './read-models.ts';
export {
  KEY_PERMISSIONS,
  type Need,
  PERMISSIONS,
  type Permission,
  permits,
  ROLE_NAMES,
  ROLES,
  type Role,
} from './roles.ts';
