/** What a person gave a bench and cannot be used: told in one line, without a stack. */
export class UnusableInput extends Error {}

/** Ends the process with exit code 2 and the message. Everything else is a mistake of the bench, and shows where it is. */
export function tellUnusable(bench: string): void {
  process.on('uncaughtException', (error) => {
    if (!(error instanceof UnusableInput)) throw error;
    console.error(`${bench}: ${error.message}`);
    process.exit(2);
  });
}
