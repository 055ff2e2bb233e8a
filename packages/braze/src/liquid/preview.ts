/** What one customer would read for one action. Braze decides in the end; this is the same template with the same properties. */
import type { JsonObject } from '../json.ts';
import { PROFILE, translate } from './dialect.ts';
import { createEngine, type Happened } from './engine.ts';

export interface PreviewRequest {
  readonly template: string;
  /** What the send passes: trigger properties of a campaign, context of a canvas. */
  readonly properties: JsonObject;
  readonly customAttributes?: JsonObject;
  /** Standard fields of the profile, for `${first_name}` and the like. */
  readonly profile?: JsonObject;
}

export type Preview =
  | { readonly kind: 'rendered'; readonly text: string; readonly messageExtras: Readonly<Record<string, string>> }
  /** An abort_message was reached: Braze would send nothing. */
  | { readonly kind: 'aborted'; readonly reason: string }
  /** `reason` is about the template; it may quote it, and never a value. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Never throws. Bounded in time only where every step of the template is short: see previewer.ts. */
export function preview({ template, properties, customAttributes = {}, profile = {} }: PreviewRequest): Preview {
  const happened: Happened = { aborted: null, messageExtras: Object.create(null) };
  const engine = createEngine(happened);
  const scope = {
    api_trigger_properties: properties,
    // The name since 2025, and the one that older canvases use.
    context: properties,
    canvas_entry_properties: properties,
    custom_attribute: customAttributes,
    [PROFILE]: profile,
  };
  try {
    const text = String(engine.parseAndRenderSync(translate(template), scope));
    return { kind: 'rendered', text, messageExtras: { ...happened.messageExtras } };
  } catch (error) {
    if (happened.aborted !== null) return { kind: 'aborted', reason: happened.aborted };
    return { kind: 'failed', reason: whyOf(error) };
  }
}

const LIMITS = /(parse length|template render|memory alloc) limit exceeded/;

/** The engine names file, line and column after its first line, and quotes the template there. */
export function whyOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const limit = LIMITS.exec(message);
  if (limit !== null) return `limit_exceeded: ${limit[0]}`;
  const place = /, line:(\d+), col:(\d+)/.exec(message);
  const isParse = error instanceof Error && error.name !== 'RenderError';
  // Errors while rendering may speak of values.
  const what = isParse ? message.split(/, (?:file|line):/)[0]!.slice(0, 200) : 'cannot be rendered';
  return place === null ? what : `${what} (line ${place[1]}, column ${place[2]})`;
}
