import type { AttributeType } from '../agent.ts';

/**
 * Whether an attribute's name says that it holds personal data, and which: `email` → "an e-mail address". Null = no.
 *
 * Names are split into words (`billingAddress` = `billing_address`) and compared from the end, so that
 * `customer_email` is refused and `email_opens_30d` is not; a boolean such as `has_email` holds no address and passes.
 * This is a net for mistakes, not a proof: what an attribute holds is only known to whoever fills it.
 */
export function personalData(attribute: string, type: AttributeType): string | null {
  if (type === 'boolean') return null;
  const name = words(attribute).join('_');
  for (const [what, endings] of PERSONAL) {
    if (endings.some((ending) => name === ending || name.endsWith(`_${ending}`))) return what;
  }
  return PERSONAL_ALONE.get(name) ?? null;
}

function words(attribute: string): string[] {
  return attribute
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Words that are personal by themselves, and harmless at the end of a longer name (`plan_name`, `direct_mail`). */
const PERSONAL_ALONE: ReadonlyMap<string, string> = new Map([
  ['name', "a person's name"],
  ['mail', 'an e-mail address'],
  ['mobile', 'a telephone number'],
  ['token', 'a secret'],
]);

const PERSONAL: readonly (readonly [string, readonly string[]])[] = [
  [
    "a person's name",
    [
      ...['first_name', 'firstname', 'last_name', 'lastname', 'middle_name', 'full_name', 'fullname', 'given_name'],
      ...[
        'family_name',
        'surname',
        'maiden_name',
        'customer_name',
        'contact_name',
        'user_name',
        'username',
        'nickname',
      ],
    ],
  ],
  ['an e-mail address', ['email', 'e_mail', 'email_address', 'mail_address']],
  [
    'a telephone number',
    ['phone', 'telephone', 'phone_number', 'telephone_number', 'mobile_number', 'msisdn', 'whatsapp'],
  ],
  ['a date of birth', ['dob', 'birthday', 'birthdate', 'birth_date', 'date_of_birth', 'birth_day']],
  [
    'a postal address or a place',
    [
      'address',
      'street',
      'street_name',
      'house_number',
      'address_line_1',
      'address_line_2',
      'latitude',
      'longitude',
      'geolocation',
    ],
  ],
  ['a network address', ['ip', 'ip_address', 'ipv4', 'ipv6', 'mac_address']],
  [
    'an identity or bank number',
    [
      'ssn',
      'social_security_number',
      'passport',
      'passport_number',
      'tax_id',
      'national_id',
      'dni',
      'nif',
      'iban',
      'card_number',
      'credit_card',
    ],
  ],
  [
    'an identifier of a person or device',
    [
      'external_id',
      'user_id',
      'customer_id',
      'braze_id',
      'appboy_id',
      'device_id',
      'push_token',
      'advertising_id',
      'idfa',
      'gaid',
    ],
  ],
  ['a secret', ['password', 'secret', 'access_token', 'api_key']],
];
