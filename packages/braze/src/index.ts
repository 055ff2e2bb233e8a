export { type BrazeOptions, createBraze } from './braze.ts';
export { createSandboxClock } from './sandbox-clock.ts';
