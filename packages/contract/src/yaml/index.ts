/** Agent files as texts, for an editor: edited without loss, and with the places of what they say. */
export type { PathSegments } from '@fitly/core/design/validation';
export { lineEndOf } from './line-end.ts';
export { YamlFile } from './yaml-file.ts';
export { type LineSpan, pathText, viewYaml, type YamlView } from './yaml-view.ts';
