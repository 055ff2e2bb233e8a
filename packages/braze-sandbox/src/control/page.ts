/** The page at /: what this sandbox is and what it was asked lately. */
import type { FastifyInstance } from 'fastify';
import type { VirtualClock } from '../state/clock.ts';
import type { Journal } from '../state/journal.ts';
import { isLocal, refuse } from './routes.ts';

const SHOWN = 20;
const STYLE = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem } h1 { font-size: 1.4rem } h2 { font-size: 1.1rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0;
border-bottom: 1px solid light-dark(#ddd, #444); font-variant-numeric: tabular-nums } code { font-size: .9em }`;

export function addPage(
  server: FastifyInstance,
  {
    clock,
    journal,
    customers,
    planted,
  }: { clock: VirtualClock; journal: Journal; customers: number; planted: boolean },
): void {
  server.get('/', async (request, reply) => {
    if (!isLocal(request)) return refuse(reply);
    reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return reply.type('text/html; charset=utf-8').send(pageOf(journal, clock.now(), customers, planted));
  });
}

function pageOf({ entries }: Journal, now: number, customers: number, planted: boolean): string {
  const perCampaign = new Map<string, number>();
  for (const { campaignId, recipients } of entries) {
    perCampaign.set(campaignId, (perCampaign.get(campaignId) ?? 0) + recipients.length);
  }
  const campaigns = [...perCampaign].map(([id, count]) => row([`<code>${htmlText(id)}</code>`, String(count)]));
  const latest = entries
    .slice(-SHOWN)
    .reverse()
    .map((e) => row([String(e.seq), iso(e.at), `<code>${htmlText(e.campaignId)}</code>`, String(e.recipients.length)]));
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Braze sandbox</title>
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head><body>
<h1>Braze sandbox</h1>
<p>Virtual time ${iso(now)}. ${customers} customers of the Hillstrom experiment, ${entries.length} requests accepted.</p>
<p>Real: who visits, buys and spends how much. Planted: when within two weeks it happens${
    planted ? ', and the effects of subject line and hour.' : '. Subject line and hour have no effect.'
  }</p>
<h2>Messages per campaign</h2>${table(['Campaign', 'Messages'], campaigns)}
<h2>Latest requests</h2>${table(['No.', 'Virtual time', 'Campaign', 'Recipients'], latest)}
</body></html>
`;
}

const table = (heads: readonly string[], rows: readonly string[]): string =>
  rows.length === 0
    ? '<p>None yet.</p>'
    : `<table><thead><tr>${heads.map((h) => `<th scope="col">${h}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;

const row = (cells: readonly string[]): string => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const htmlText = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
