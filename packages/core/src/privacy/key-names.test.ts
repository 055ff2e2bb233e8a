import { expect, it } from 'vitest';
import { personalName } from './index.ts';

it.each([
  ['first_name', "a person's name"],
  ['Vorname', "a person's name"],
  ['nombre', "a person's name"],
  ['prénom', "a person's name"],
  ['cognome', "a person's name"],
  ['customerEmail', 'an e-mail address'],
  ['correo-electrónico', 'an e-mail address'],
  ['Teléfono móvil', 'a telephone number'],
  ['handynummer', 'a telephone number'],
  ['fechaNacimiento', 'a date of birth'],
  ['Geburtsdatum', 'a date of birth'],
  ['shipping_address', 'a postal address or a place'],
  ['Straße', 'a postal address or a place'],
  ['calle', 'a postal address or a place'],
  ['last_ip', 'a network address'],
  ['codice_fiscale', 'an identity or bank number'],
])('%s is called %s', (name, what) => expect(personalName(name)).toBe(what));

it.each([
  ...[
    'email_opens_30d',
    'plan_name',
    'nombre_tienda',
    'product_name',
    'direct_mail',
    'mobile_app',
    'zip_code',
    'via_app',
  ],
  ...[
    'recency',
    'history_segment',
    'birthday_discount_used',
    'phone_brand',
    'store_nome',
    'country',
    'token_count',
    '',
  ],
])('%s is harmless', (name) => expect(personalName(name)).toBe(null));
