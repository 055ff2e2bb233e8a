/** First come, first served: one holder at a time. SQLite knows one transaction per connection, so they queue here. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Waits for its turn; the returned function ends it. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
