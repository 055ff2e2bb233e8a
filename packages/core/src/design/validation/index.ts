export type { InactiveField } from './inactive.ts';
export { shown } from './issue.ts';
export { formatPath, type PathSegments, parsePath } from './issue-path.ts';
export { RANGES } from './limits.ts';
export { listNames, nearestName, suggestName } from './nearest-name.ts';
export { proposeId } from './propose-id.ts';
