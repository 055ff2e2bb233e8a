/**
 * Liquid with Braze's tags and filters, and with limits on everything. Templates come from the operator, values from
 * customers: a value is written out as it is and never read as a template. No file, no network, no clock but for `now`.
 */
import { createHash } from 'node:crypto';
import { type Context, type Emitter, Liquid, Tag, type TagToken, type Template, type TopLevelToken } from 'liquidjs';

/** What happened beside the text while one message was rendered. */
export interface Happened {
  /** The reason of an abort_message. */
  aborted: string | null;
  readonly messageExtras: Record<string, string>;
}

/** Characters of a template: Braze takes bodies of 400 KB. */
const PARSE_LIMIT = 1_000_000;
const RENDER_LIMIT_MS = 250;
/** Characters and list items that a rendering may make. */
const MEMORY_LIMIT = 20_000_000;

export function createEngine(happened: Happened): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    parseLimit: PARSE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
    timezoneOffset: 0,
    // An empty set of templates in memory: `include` and `render` find nothing, and no file is looked for.
    templates: {},
  });
  engine.registerTag('abort_message', abortTag(happened));
  engine.registerTag('message_extras', extrasTag(happened));
  // Content from other servers is fetched by Braze when it sends; here it is left out.
  engine.registerTag('connected_content', InertTag);
  for (const [name, filter] of Object.entries(FILTERS)) engine.registerFilter(name, filter);
  return engine;
}

class InertTag extends Tag {
  render(): void {}
}

/** Thrown to end a rendering; what counts is written down before. */
class Aborted extends Error {}

const MAX_REASON = 500;

/** `{% abort_message('reason') %}` or `{% abort_message() %}`: nothing is sent. */
const abortTag = (happened: Happened) =>
  class extends Tag {
    readonly #reason: string;

    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
      super(token, rest, liquid);
      this.#reason = /^\s*\(\s*(["'])([\s\S]*)\1\s*\)\s*$/.exec(token.args.slice(0, 10_000))?.[2] ?? '';
    }
    render(): never {
      happened.aborted = this.#reason.slice(0, MAX_REASON);
      throw new Aborted();
    }
  };

/** `{% message_extras :key NAME :value {{…}} %}`: told again by the send event. The first of equal keys wins. */
const extrasTag = (happened: Happened) =>
  class extends Tag {
    readonly #key: string;
    readonly #value: Template[];

    constructor(token: TagToken, rest: TopLevelToken[], liquid: Liquid) {
      super(token, rest, liquid);
      const [, key = '', value = ''] = /^\s*:key\s+(\S{1,255})\s+:value\s+([\s\S]+)$/.exec(token.args) ?? [];
      if (key === '') throw new Error('message_extras needs :key NAME :value VALUE');
      this.#key = key;
      this.#value = liquid.parse(value.trim());
    }
    *render(context: Context, _emitter: Emitter): Generator<unknown, void, unknown> {
      const text = String(yield this.liquid.renderer.renderTemplates(this.#value, context));
      if (!Object.hasOwn(happened.messageExtras, this.#key)) happened.messageExtras[this.#key] = text;
    }
    /** For the analysis of what a template uses. */
    // biome-ignore lint/correctness/useYield: the engine asks for a generator, and there is nothing to wait for.
    *children(): Generator<unknown, Template[]> {
      return this.#value;
    }
  };

const hash = (algorithm: string) => (value: unknown) => createHash(algorithm).update(String(value)).digest('hex');

/** Braze's own filters (Braze docs, Liquid filters), as far as the engine has none of the same name. */
const FILTERS: Readonly<Record<string, (value: unknown, argument?: unknown) => unknown>> = {
  as_json_string: (value) => JSON.stringify(value),
  json_escape: (value) => JSON.stringify(String(value)).slice(1, -1),
  md5: hash('md5'),
  number_with_delimiter: (value) => String(value).replace(/^(-?\d{1,40})(?=\.|$)/, grouped),
  property_accessor: (value, key) =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, String(key))
      ? (value as Record<string, unknown>)[String(key)]
      : null,
  sha1: hash('sha1'),
  sha2: hash('sha256'),
  url_escape: (value) => encodeURI(String(value).toWellFormed()),
  url_param_escape: (value) => encodeURIComponent(String(value).toWellFormed()),
};

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');
