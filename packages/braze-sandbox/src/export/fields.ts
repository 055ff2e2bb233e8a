/** Values of `fields_to_export` (Braze docs, user export object). */
/** Asked of the audience, field by field. */
export const PROFILE_FIELDS = [
  'external_id',
  'braze_id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'country',
  'language',
  'time_zone',
  'random_bucket',
  'email_subscribe',
] as const;
/** Filled from the audience. `custom_attributes` exports all attributes, whatever else is listed. */
const AUDIENCE_FIELDS = ['custom_attributes', 'custom_events', 'purchases', 'total_revenue'] as const;
/** Known to Braze and empty for these customers, hence absent from every line. */
const EMPTY_FIELDS = [
  'apps',
  'attributed_ad',
  'attributed_adgroup',
  'attributed_campaign',
  'attributed_source',
  'campaigns_received',
  'canvases_received',
  'cards_clicked',
  'created_at',
  'created_from',
  'devices',
  'dob',
  'gender',
  'home_city',
  'last_coordinates',
  'push_subscribe',
  'push_tokens',
  'uninstalled_at',
  'user_aliases',
] as const;

export type ExportField =
  | (typeof PROFILE_FIELDS)[number]
  | (typeof AUDIENCE_FIELDS)[number]
  | (typeof EMPTY_FIELDS)[number];

export const EXPORT_FIELDS: ReadonlySet<string> = new Set<ExportField>([
  ...PROFILE_FIELDS,
  ...AUDIENCE_FIELDS,
  ...EMPTY_FIELDS,
]);

export interface ExportRequest {
  readonly fields: readonly ExportField[];
  /** `custom_attributes_to_export`. */
  readonly attributes: readonly string[];
}
