/** What the sandbox knows about its customers besides what Fitly asks for: names, addresses, numbers, other attributes. */
import { inflateRawSync } from 'node:zlib';
import { type Sandbox, SEGMENT_ID } from '@fitly/braze-sandbox';

export interface SandboxProfile {
  readonly external_id: string;
  readonly braze_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly phone: string;
  readonly custom_attributes: Readonly<Record<string, string | number | boolean>>;
  readonly custom_events: readonly { readonly name: string }[];
}

const FIELDS: readonly (keyof SandboxProfile)[] = [
  'external_id',
  'braze_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'custom_attributes',
  'custom_events',
];

/** Exports everything; moves the virtual clock by a few minutes. */
export async function exportProfiles({ url, apiKey, clock }: Sandbox): Promise<readonly SandboxProfile[]> {
  const started = await fetch(`${url}/users/export/segment`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ segment_id: SEGMENT_ID, fields_to_export: FIELDS }),
  });
  const answer = (await started.json()) as { url: string };
  clock.advanceTo(clock.now() + 5 * 60_000);
  const zip = Buffer.from(await (await fetch(answer.url)).arrayBuffer());
  const lines = unzip(zip).flatMap((text) => text.split('\n'));
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

const END_BYTES = 22;
const ENTRY_BYTES = 46;
const HEADER_BYTES = 30;

/** The texts of a ZIP file's entries, found by its directory (APPNOTE.TXT 4.3.12 and 4.3.16). */
function unzip(zip: Buffer): string[] {
  const end = zip.length - END_BYTES;
  const count = zip.readUInt16LE(end + 10);
  const texts: string[] = [];
  for (let entry = 0, at = zip.readUInt32LE(end + 16); entry < count; entry++) {
    const header = zip.readUInt32LE(at + 42);
    const from = header + HEADER_BYTES + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const packed = zip.subarray(from, from + zip.readUInt32LE(at + 20));
    texts.push((zip.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8'));
    at += ENTRY_BYTES + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return texts;
}
