/** Values of `fields_to_export` (contract §1.3). */

/** Standard fields, asked for one by one and absent when empty. */
export const PROFILE_FIELDS = [
  'external_id',
  'braze_id',
  'user_aliases',
  'first_name',
  'last_name',
  'email',
  'phone',
  'dob',
  'last_coordinates',
  'push_tokens',
  'devices',
  'home_city',
  'gender',
  'country',
  'language',
  'time_zone',
  'created_at',
  'created_from',
  'uninstalled_at',
  'random_bucket',
  'push_subscribe',
  'email_subscribe',
  'attributed_campaign',
  'attributed_source',
  'attributed_adgroup',
  'attributed_ad',
  'apps',
  'cards_clicked',
] as const;
/** Of several parts. `custom_attributes` exports all attributes, whatever else is listed. */
const COMPOSED_FIELDS = [
  'custom_attributes',
  'custom_events',
  'purchases',
  'total_revenue',
  'campaigns_received',
  'canvases_received',
] as const;

export type ExportField = (typeof PROFILE_FIELDS)[number] | (typeof COMPOSED_FIELDS)[number];

const ALL: ReadonlySet<string> = new Set<ExportField>([...PROFILE_FIELDS, ...COMPOSED_FIELDS]);
export const isExportField = (name: string): name is ExportField => ALL.has(name);

export interface ExportRequest {
  readonly fields: readonly ExportField[];
  /** `custom_attributes_to_export`. */
  readonly attributes: readonly string[];
}
