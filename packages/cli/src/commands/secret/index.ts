/** `fitly secret`: what connections and feeds need and nobody may read: set, listed, removed, sealed anew; never shown. */
import { FitlyError } from '@fitly/core/errors';
import type { Command } from 'commander';
import type { CommandHost } from '../../command-host.ts';
import { folderOption, jsonOption, resolveFolder } from '../../folder.ts';
import { table } from '../../render/table.ts';
import { isTty, type Terminal, writeJson, writeLine } from '../../terminal.ts';

interface SecretOptions {
  readonly folder: string;
  readonly json: boolean;
}

const HELP = `
A value is given on standard input, never as an argument, and cannot be read back. It is kept encrypted in state.db, by a key in
secrets/secrets.key (made with the first secret) or in FITLY_SECRETS_KEY. fitly.yaml names it: secret: NAME in a connection,
urlSecret: NAME in a feed.

Examples:
  $ fitly secret set braze --folder fitly-demo < key.txt
  $ fitly secret list --folder fitly-demo
`;

export function addSecret(secret: Command, { terminal, audit }: CommandHost): void {
  secret.addHelpText('after', HELP);
  command(secret, 'set', 'keep a value under a name, read from standard input', 'braze', '< key.txt')
    .argument('<name>', 'by which fitly.yaml names it')
    .action(async (name: string, options: SecretOptions) => {
      const value = await readValue(terminal, name);
      const { keepSecret } = await import('@fitly/service');
      const kept = await inside(options, terminal, (workspace) => keepSecret(workspace, name, value));
      audit.note({ after: { keyId: kept.keyId } });
      if (options.json) return writeJson(terminal, kept);
      writeLine(terminal.out, `The secret ${name} is kept, sealed with the key ${kept.keyId}. Nothing shows it again.`);
    });
  command(secret, 'list', 'list the secrets: when each was set and what names it, never its value', '').action(
    async (options: SecretOptions) => {
      const { secretsOf } = await import('@fitly/service');
      const secrets = await inside(options, terminal, secretsOf);
      if (options.json) return writeJson(terminal, secrets);
      if (secrets.length === 0) return writeLine(terminal.out, 'No secrets yet. Next: fitly secret set NAME < FILE');
      const rows = secrets.map(({ name, setAt, usedBy, keyId, opens }) => [
        ...[name, new Date(setAt).toISOString().slice(0, 10), usedBy.join(', ') || 'nothing'],
        `${keyId}${opens ? '' : ', which is not in use: it does not open'}`,
      ]);
      writeLine(terminal.out, table(['name', 'set', 'named by', 'key'], rows));
    },
  );
  command(secret, 'remove', 'remove a secret: what names it has none any more', 'braze')
    .argument('<name>', 'of the secret')
    .action(async (name: string, options: SecretOptions) => {
      const { forgetSecret } = await import('@fitly/service');
      await inside(options, terminal, (workspace) => forgetSecret(workspace, name));
      if (options.json) return writeJson(terminal, { removed: name });
      writeLine(terminal.out, `The secret ${name} is removed.`);
    });
  command(secret, 'rotate-key', 'seal all secrets with a new key', '').action(async (options: SecretOptions) => {
    const { rotateSecretsKey } = await import('@fitly/service');
    const rotated = await inside(options, terminal, rotateSecretsKey);
    audit.note({ after: { keyId: rotated.keyId, secrets: rotated.secrets.length } });
    if (options.json) return writeJson(terminal, rotated);
    writeLine(
      terminal.out,
      `${rotated.secrets.length} secret(s) sealed with the key ${rotated.keyId}; the one before opens nothing any more.`,
    );
  });
}

const command = (secret: Command, name: string, description: string, example: string, after = ''): Command =>
  secret
    .command(name)
    .description(description)
    .addOption(folderOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ ${['fitly secret', name, example, '--folder fitly-demo', after].filter((part) => part !== '').join(' ')}\n`,
    );

async function inside<T>(
  { folder }: SecretOptions,
  terminal: Terminal,
  work: (workspace: Awaited<ReturnType<typeof import('@fitly/service')['openWorkspace']>>) => Promise<T>,
): Promise<T> {
  const { openWorkspace } = await import('@fitly/service');
  // Each change is one commit of its own, so it needs no turn: also beside a run.
  const workspace = await openWorkspace({
    ...{ folder: resolveFolder(terminal, folder), now: Date.now, env: terminal.env, lockFor: null },
  });
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Nothing typed: it would stand on the screen. */
async function readValue({ in: input }: Terminal, name: string): Promise<string> {
  if (input === undefined || isTty(input)) {
    throw new FitlyError('secret_invalid', 'the value of a secret comes on standard input, and nothing was there', {
      next: `fitly secret set ${name} < FILE; or: read -rs VALUE && printf %s "$VALUE" | fitly secret set ${name}`,
    });
  }
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
