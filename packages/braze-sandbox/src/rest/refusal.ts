/** A fatal answer: status and the text of its envelope. */
export class Refusal extends Error {
  readonly status: number;
  /** Members beside `message`. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}
