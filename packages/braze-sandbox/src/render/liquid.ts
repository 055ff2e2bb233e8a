/**
 * Liquid as Braze writes it. Braze names fields as `${name}`; that is rewritten in the template, before it is parsed. Values
 * only ever become output: nothing that a customer or a request holds is parsed as a template.
 */
import { type Context, type Emitter, Liquid, Tag, type TagToken, type Template, type TopLevelToken } from 'liquidjs';

export interface Rendered {
  readonly text: string;
  /** From `message_extras` tags. */
  readonly extras: Readonly<Record<string, string>>;
  /** Reason of an `abort_message` tag, or of a template that cannot be rendered; null = it goes out. */
  readonly aborted: string | null;
}

/** A template that loops or grows without end is stopped. */
const LIMITS = { parseLimit: 1_000_000, renderLimit: 1_000, memoryLimit: 10_000_000 } as const;
const LARGEST_EXTRAS_BYTES = 1_000;

class AbortMessage extends Error {}

const engine = new Liquid({ templates: {}, ownPropertyOnly: true, ...LIMITS });

engine.registerTag(
  'message_extras',
  class extends Tag {
    readonly #key: string;
    readonly #value: Template[];

    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
      super(token, rest, liquid);
      const match = /:key\s+(\S+)\s+:value\s+([\s\S]+)$/.exec(token.args.trim());
      this.#key = match?.[1] ?? '';
      this.#value = liquid.parse(match?.[2]?.trim() ?? '');
    }

    *render(context: Context): Generator<unknown, void, string> {
      const value = yield this.liquid.renderer.renderTemplates(this.#value, context);
      const extras = context.environments as { readonly [EXTRAS]?: Map<string, string> };
      const found = extras[EXTRAS];
      // Of two equal keys the first one counts.
      if (this.#key !== '' && found?.has(this.#key) === false) found.set(this.#key, String(value));
    }
  },
);

engine.registerTag(
  'abort_message',
  class extends Tag {
    readonly #reason: string;

    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
      super(token, rest, liquid);
      this.#reason = /\(\s*['"]?(.*?)['"]?\s*\)/.exec(token.input.slice(...token.contentRange))?.[1] ?? '';
    }

    render(_context: Context, _emitter: Emitter): void {
      throw new AbortMessage(this.#reason === '' ? 'the template aborted the message' : this.#reason);
    }
  },
);

const EXTRAS = Symbol('message extras');

/** Content blocks by name. */
export type ContentBlocks = ReadonlyMap<string, string>;
const NO_BLOCKS: ContentBlocks = new Map();

export function renderLiquid(
  template: string,
  values: Readonly<Record<string, unknown>>,
  blocks: ContentBlocks = NO_BLOCKS,
): Rendered {
  const extras = new Map<string, string>();
  try {
    const text = String(
      engine.parseAndRenderSync(plainNames(withBlocks(template, blocks)), { ...values, [EXTRAS]: extras }),
    );
    return { text, extras: withinLimit(extras), aborted: null };
  } catch (error) {
    return { text: '', extras: {}, aborted: reasonOf(error) };
  }
}

const BLOCK = /\{\{-?\s*content_blocks\.\$\{([^}\n]*)\}[^}]*\}\}/g;
/** Blocks inside blocks, and how long they may make a text. */
const DEEPEST_BLOCK = 5;
const LONGEST_TEXT = 1_000_000;

/** Names of the content blocks that a template asks for. */
export const blockNames = (template: string): readonly string[] =>
  [...template.matchAll(BLOCK)].map(([, name = '']) => name.trim());

/** The template with its content blocks put in, and theirs. Throws for one that is not there, and for blocks without end. */
function withBlocks(template: string, blocks: ContentBlocks): string {
  let text = template;
  for (let depth = 0; text.includes('content_blocks'); depth++) {
    if (blockNames(text).length === 0) break;
    if (depth === DEEPEST_BLOCK || text.length > LONGEST_TEXT) throw new Error('content blocks are nested without end');
    text = text.replace(BLOCK, (_, name: string) => {
      const block = blocks.get(name.trim());
      if (block === undefined) throw new Error(`there is no content block ${name.trim()}`);
      return block;
    });
  }
  return text;
}

/** Whether a template may stop its message: by the tag, in a content block too, or because it cannot be parsed. */
export function mayAbort(template: string, blocks: ContentBlocks): boolean {
  if (!template.includes('{')) return false;
  try {
    const text = withBlocks(template, blocks);
    if (text.includes('abort_message')) return true;
    engine.parse(plainNames(text));
    return false;
  } catch {
    return true;
  }
}

/**
 * `a.${b}` → `a["b"]`, and `${first_name}` on its own → `profile["first_name"]`. Inside a tag Braze takes a name with its
 * braces, `{% if {{custom_attribute.${tier}}} == 'gold' %}`: they are left out.
 */
function plainNames(template: string): string {
  return template
    .replace(/\.\$\{([^}"\n]*)\}/g, (_, name: string) => `["${name.trim()}"]`)
    .replace(/\$\{([^}"\n]*)\}/g, (_, name: string) => `profile["${name.trim()}"]`)
    .replace(/\{%(?!-?\s*message_extras\b)(?:(?!%\})[\s\S])*%\}/g, (tag) => tag.replace(/\{\{(.*?)\}\}/g, '$1'));
}

/** Braze drops the whole when keys and values together are longer. */
function withinLimit(extras: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const bytes = [...extras].reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return bytes <= LARGEST_EXTRAS_BYTES ? Object.fromEntries(extras) : {};
}

function reasonOf(error: unknown): string {
  const original = error instanceof Error && 'originalError' in error ? error.originalError : error;
  return original instanceof Error ? original.message : String(original);
}
