/** POST /users/export/segment (contract §1.2). */

import type { Segment } from '../../../catalogue/segment.ts';
import { type ExportField, isExportField } from '../../../export/fields.ts';
import type { Workspace } from '../../../workspace.ts';
import { bodyObject, isStrings, type Json, own, require400 } from '../../checks.ts';
import { type Call, created, type Endpoint } from '../../endpoint.ts';
import { Refusal } from '../../refusal.ts';
import { announce } from './callback.ts';

const MOST_ATTRIBUTES = 500;

export const usersExportSegment: Endpoint = {
  method: 'POST',
  path: '/users/export/segment',
  permission: 'users.export.segment',
  answer: ({ body: raw, baseUrl }: Call, workspace) => {
    const body = bodyObject(raw);
    const segment = readSegment(body, workspace);
    const request = { fields: readFields(body), attributes: readAttributes(body) };
    const format = own(body, 'output_format') ?? 'zip';
    require400(format === 'zip', 'output_format gzip requires your own storage');
    const callback = readCallback(body);
    const started = workspace.exports.request(segment, request);
    if (started === null) throw new Refusal(429, 'Rate limit exceeded');
    const url = `${baseUrl}/exports/${started.prefix}.zip`;
    if (callback !== null) workspace.agenda.add(started.readyAt, () => announce(callback, url));
    return created({ message: 'success', object_prefix: started.prefix, url });
  },
};

export function readSegment(body: Json, { catalogue }: Workspace): Segment {
  const id = own(body, 'segment_id');
  const segment = typeof id === 'string' ? catalogue.segments.get(id) : undefined;
  require400(segment !== undefined, 'segment_id must be a string of the Segment api identifier');
  return segment;
}

function readFields(body: Json): readonly ExportField[] {
  const fields = own(body, 'fields_to_export');
  require400(isStrings(fields) && fields.length > 0, 'fields_to_export must be an array of field names');
  require400(fields.every(isExportField), 'fields_to_export contains an unknown field');
  return fields as readonly ExportField[];
}

function readAttributes(body: Json): readonly string[] {
  const attributes = own(body, 'custom_attributes_to_export') ?? [];
  require400(
    isStrings(attributes) && attributes.length <= MOST_ATTRIBUTES,
    `custom_attributes_to_export must be an array of at most ${MOST_ATTRIBUTES} names`,
  );
  return attributes;
}

/** Only this machine is called back: the sandbox connects nowhere else. */
function readCallback(body: Json): URL | null {
  const text = own(body, 'callback_endpoint');
  if (text === undefined || text === null || text === '') return null;
  require400(typeof text === 'string' && URL.canParse(text), 'callback_endpoint must be a URL');
  const url = new URL(text);
  require400(/^https?:$/.test(url.protocol), 'callback_endpoint must be a URL');
  return url;
}
