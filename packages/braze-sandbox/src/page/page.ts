/** The page at /: what was asked and sent lately, and how it looked to the customer. */
import type { FastifyInstance } from 'fastify';
import { isLocal, refuse } from '../control/local.ts';
import type { LoggedRequest, RequestLog } from '../state/request-log.ts';
import type { Workspace } from '../workspace.ts';
import { count, escaped, table, when } from './html.ts';
import { latestMessages, ownerName } from './latest-messages.ts';
import { showMessage } from './show-message.ts';
import { STYLE } from './style.ts';

export interface PageParts {
  readonly workspace: () => Workspace;
  readonly log: RequestLog;
  /** Null for people other than Hillstrom's. */
  readonly planted: boolean | null;
}

const SHOWN = 20;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

export function addPage(server: FastifyInstance, { workspace, log, planted }: PageParts): void {
  server.get('/', async (request, reply) => {
    if (!isLocal(request)) return refuse(reply);
    reply.header('content-security-policy', POLICY);
    return reply.type('text/html; charset=utf-8').send(pageOf(workspace(), log, planted));
  });
}

function pageOf(workspace: Workspace, log: RequestLog, planted: boolean | null): string {
  const now = workspace.clock.now();
  const messages = latestMessages(workspace);
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Braze sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<header><div><b>Braze sandbox</b><span class="tag">Nothing leaves this machine</span><span class="when">${when(now)}</span></div></header>
<main><h1>${escaped(finding(workspace))}</h1>
<p class="lead">${escaped(world(workspace, planted))}</p>
<section><h2>Sends per campaign</h2>${sends(workspace)}</section>
<section><h2>As the customer sees it</h2>${
    messages.length === 0
      ? '<p class="note">No message yet. The first one of each channel appears here.</p>'
      : `<div class="messages">${messages.map(showMessage).join('')}</div>`
  }</section>
<section><h2>Last requests</h2>${requests(log)}</section>
<footer>State, clock, faults and journal are under <code>/sandbox/</code>. Reload to see what is new.</footer></main></body></html>
`;
}

function finding({ journal }: Workspace): string {
  const messages = journal.entries.reduce((sum, { recipients }) => sum + recipients.length, 0);
  if (journal.entries.length === 0) return 'Nothing has been sent yet';
  const sendsText = journal.entries.length === 1 ? 'one send' : `${count(journal.entries.length)} sends`;
  return `${sendsText[0]!.toUpperCase()}${sendsText.slice(1)} reached ${count(messages)} ${messages === 1 ? 'recipient' : 'recipients'}`;
}

function world({ people }: Workspace, planted: boolean | null): string {
  const size = `${count(people.size())} customers`;
  if (planted === null) return `${size} are behind this sandbox.`;
  const effects = planted ? ', and the effects of subject line and hour' : '; subject line and hour have no effect';
  return `${size} of the Hillstrom experiment. Real: who visits, buys and spends how much. Planted: when within two weeks it happens${effects}.`;
}

interface Sent {
  readonly name: string;
  readonly id: string;
  sends: number;
  recipients: number;
  /** How many, by reason. */
  readonly skipped: Map<string, number>;
}

function sends(workspace: Workspace): string {
  const byOwner = new Map<string, Sent>();
  for (const entry of workspace.journal.entries) {
    const id = entry.canvasId ?? entry.campaignId ?? '';
    const row = byOwner.get(id) ?? {
      name: ownerName(entry, workspace),
      id,
      sends: 0,
      recipients: 0,
      skipped: new Map(),
    };
    byOwner.set(id, row);
    row.sends += 1;
    row.recipients += entry.recipients.length;
    for (const { reason } of entry.skipped ?? []) row.skipped.set(reason, (row.skipped.get(reason) ?? 0) + 1);
  }
  return table<Sent>(
    [
      { head: 'Campaign or canvas', cell: ({ name, id }) => `${escaped(name)}<br><code>${escaped(id)}</code>` },
      { head: 'Sends', cell: (row) => count(row.sends), isNumber: true },
      { head: 'Recipients', cell: (row) => count(row.recipients), isNumber: true },
      { head: 'Skipped', cell: ({ skipped }) => skippedCell(skipped), isNumber: true },
    ],
    [...byOwner.values()],
    'No send yet.',
  );
}

/** Braze tells nobody why; the sandbox does. */
function skippedCell(skipped: ReadonlyMap<string, number>): string {
  const total = [...skipped.values()].reduce((sum, number) => sum + number, 0);
  const reasons = [...skipped].map(
    ([reason, number]) => `<br>${count(number)}\u00a0${reason.replaceAll('_', '\u00a0')}`,
  );
  return reasons.length === 0 ? '0' : `${count(total)}<span class="note">${reasons.join('')}</span>`;
}

function requests(log: RequestLog): string {
  return table<LoggedRequest>(
    [
      { head: 'Virtual time', cell: ({ at }) => escaped(when(at)) },
      { head: 'Request', cell: ({ method, path }) => `<code>${escaped(`${method} ${path}`)}</code>` },
      {
        head: 'Status',
        cell: ({ status }) => `<span class="${status < 400 ? 'fine' : 'bad'}">${status}</span>`,
        isNumber: true,
      },
    ],
    log.latest(SHOWN),
    'No request yet. Point a Braze client at this address.',
  );
}
