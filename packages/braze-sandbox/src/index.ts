export { type Audience, createAudience } from './audience/audience.ts';
export { attributesOf, externalIdOf } from './audience/profile.ts';
export { readRows } from './audience/read-rows.ts';
export { CAMPAIGNS } from './rest/campaigns-trigger-send.ts';
export { SEGMENT_ID } from './rest/users-export-segment.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
export { type KeptSettings, keptSettings, sandboxApiKey, worldNotes } from './settings.ts';
export type { JournalEntry } from './state/journal.ts';
