/** POST /users/export/segment, checks and answer. Certainty of the texts: see the README. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ExportDesk } from '../export/desk.ts';
import { EXPORT_FIELDS, type ExportField } from '../export/fields.ts';
import { bodyObject, isStrings, own, require400 } from './checks.ts';
import { Refusal } from './surface.ts';

const MAX_ATTRIBUTES = 500;

export function answerSegmentExport(raw: unknown, { segments }: Catalogue, desk: ExportDesk, baseUrl: string): unknown {
  const body = bodyObject(raw);
  require400(
    segments.has(String(own(body, 'segment_id'))),
    'segment_id must be a string of the Segment api identifier',
  );
  const fields = own(body, 'fields_to_export');
  require400(isStrings(fields) && fields.length > 0, 'fields_to_export must be an array of field names');
  require400(
    fields.every((name) => EXPORT_FIELDS.has(name)),
    'fields_to_export contains an unknown field',
  );
  const attributes = own(body, 'custom_attributes_to_export') ?? [];
  require400(
    isStrings(attributes) && attributes.length <= MAX_ATTRIBUTES,
    'custom_attributes_to_export must be an array of at most 500 names',
  );
  const format = own(body, 'output_format') ?? 'zip';
  require400(format === 'zip', 'output_format gzip requires your own storage');
  const prefix = desk.request({ fields: fields as readonly ExportField[], attributes });
  if (prefix === null) throw new Refusal(429, 'Rate limit exceeded');
  return { message: 'success', object_prefix: prefix, url: `${baseUrl}/exports/${prefix}.zip` };
}
