/** A person agrees to what was shown: with `--yes`, or with a word on the terminal. */
import { createInterface } from 'node:readline/promises';
import { isTty, type Terminal } from './terminal.ts';

export type Consent = 'given' | 'refused' | 'not_asked';

/** Anything but `y` or `yes` is a no, and so is Ctrl-C or the end of the input. Without a terminal nobody is asked. */
export async function consentTo(question: string, terminal: Terminal, said: boolean): Promise<Consent> {
  if (said) return 'given';
  const { in: input, out: output } = terminal;
  if (input === undefined || !isTty(input) || !isTty(output)) return 'not_asked';
  const lines = createInterface({ input, output });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once('close', () => resolve(''));
      lines.question(`${question} [y/N] `, { signal: terminal.stop }).then(resolve, () => resolve(''));
    });
    return /^y(es)?$/i.test(answer.trim()) ? 'given' : 'refused';
  } finally {
    lines.close();
  }
}
