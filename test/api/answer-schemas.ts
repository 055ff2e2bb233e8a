/** Whether an answer is what the document promises: nothing else than the schema says, or a problem with a status that is listed. */
import { isDeepStrictEqual } from 'node:util';
import { ENDPOINTS, type Endpoint, problemSchema } from '@fitly/contract/api';

/** Besides those that an operation lists: what happens before any operation is found. */
const ANYWHERE = [400, 401, 403, 404, 405];

interface Asked {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

export class AnswerSchemas {
  readonly #endpoints: Readonly<Record<string, Endpoint>> = ENDPOINTS;

  /** In words; null: nothing is wrong. */
  wrongWith({ operationId, responses }: Asked, response: Response, text: string): string | null {
    const { streams } = this.#endpoints[operationId]!;
    return streams === true && response.ok
      ? this.#wrongInStream(operationId, text)
      : this.#wrongWith({ operationId, responses }, response, text);
  }

  #wrongInStream(operationId: string, text: string): string | null {
    const events = text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice('data: '.length)] : []));
    for (const event of events) {
      const read = this.#endpoints[operationId]!.answer.safeParse(parsed(event));
      if (!read.success) return `an event is not what the schema says: ${read.error.message}`;
    }
    return null;
  }

  #wrongWith({ operationId, responses }: Asked, response: Response, text: string): string | null {
    const json = parsed(text);
    if (json === undefined) return 'the answer is no JSON';
    if (response.ok) {
      const { answer } = this.#endpoints[operationId]!;
      const read = answer.safeParse(json);
      if (!read.success) return `not what the schema says: ${read.error.message}`;
      return isDeepStrictEqual(read.data, json) ? null : 'it has fields that the schema does not name';
    }
    if (response.status >= 500) return 'the service failed';
    const problem = problemSchema.safeParse(json);
    if (!problem.success) return `no problem as the schema says: ${problem.error.message}`;
    if (problem.data.status !== response.status) return `the problem says ${problem.data.status}`;
    const listed = String(response.status) in responses || ANYWHERE.includes(response.status);
    return listed ? null : `the document lists no ${response.status} (${problem.data.code}) for this operation`;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
