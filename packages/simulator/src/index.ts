export { parseWorldFile, type WorldFileResult } from './world-file/parse-world-file.ts';
export type { WorldSpec } from './world-file/world-schema.ts';
