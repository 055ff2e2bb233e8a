export { assignGroup } from './assign-group.ts';
export { type DecideDayInput, type DueCustomer, decideDay } from './decide-day.ts';
export { dueOn } from './due-on.ts';
