/**
 * Whether the name of a column says that it holds personal data, and which: `email` → "an e-mail address". Names are split
 * into words (`billingAddress` = `billing_address`) and compared from the end, so that `customer_email` is personal and
 * `email_opens_30d` is not. This is a net for mistakes, not a proof: what a column holds is only known to whoever fills it.
 */

/** Null = no. */
export function personalName(name: string): string | null {
  const plain = words(name).join('_');
  for (const [what, endings] of PERSONAL) {
    if (endings.some((ending) => plain === ending || plain.endsWith(`_${ending}`))) return what;
  }
  return ALONE.get(plain) ?? null;
}

/** Lower case, without accents: `Teléfono móvil` = `telefono_movil`. */
function words(name: string): string[] {
  return name
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Words that are personal by themselves, and harmless at the end of a longer name (`plan_name`, `direct_mail`). */
const ALONE: ReadonlyMap<string, string> = new Map([
  ...['name', 'nombre', 'nom', 'nome', 'naam', 'imie', 'namn', 'navn'].map(
    (each) => [each, "a person's name"] as const,
  ),
  ['mail', 'an e-mail address'],
  ...['mobile', 'movil', 'cellulare', 'tel', 'handy', 'gsm', 'fax'].map(
    (each) => [each, 'a telephone number'] as const,
  ),
  ...['rue', 'via', 'adres', 'plz_ort'].map((each) => [each, 'a postal address or a place'] as const),
  ['token', 'a secret'],
]);

const list = (text: string): string[] => text.split(' ');

const PERSONAL: readonly (readonly [string, readonly string[]])[] = [
  [
    "a person's name",
    [
      ...list('first_name firstname last_name lastname middle_name full_name fullname given_name givenname'),
      ...list('family_name familyname surname maiden_name customer_name contact_name user_name username nickname'),
      ...list('nombre_completo nombre_cliente primer_nombre apellido apellidos primer_apellido segundo_apellido'),
      ...list('vorname nachname familienname kundenname geburtsname prenom nom_de_famille nom_complet'),
      ...list(
        'cognome nome_completo nome_cliente sobrenome primeiro_nome voornaam achternaam imie_i_nazwisko nazwisko',
      ),
      ...list('fornamn efternamn fornavn etternavn efternavn'),
    ],
  ],
  [
    'an e-mail address',
    list(
      'email e_mail email_address mail_address correo correo_electronico direccion_de_correo courriel adresse_mail adresse_email email_adresse indirizzo_email',
    ),
  ],
  [
    'a telephone number',
    [
      ...list(
        'phone telephone phone_number telephone_number mobile_number mobile_phone cell_phone cellphone msisdn whatsapp',
      ),
      ...list('telefono numero_de_telefono telefono_movil celular telefon telefonnummer handynummer mobilnummer'),
      ...list('numero_de_telephone portable_numero telefone numero_de_telefone telefoonnummer mobiel numer_telefonu'),
    ],
  ],
  [
    'a date of birth',
    [
      ...list(
        'dob birthday birthdate birth_date date_of_birth birth_day fecha_nacimiento fecha_de_nacimiento cumpleanos',
      ),
      ...list('geburtsdatum geburtstag date_de_naissance date_naissance anniversaire data_di_nascita data_nascita'),
      ...list('data_de_nascimento data_nascimento geboortedatum data_urodzenia fodelsedatum fodselsdato'),
    ],
  ],
  [
    'a postal address or a place',
    [
      ...list('address street street_name house_number address_line_1 address_line_2 latitude longitude geolocation'),
      ...list('street_address postal_address home_address direccion domicilio calle strasse strassenname hausnummer'),
      ...list('anschrift postanschrift adresse adresse_postale indirizzo endereco straat huisnummer ulica'),
    ],
  ],
  ['a network address', list('ip ip_address ipv4 ipv6 mac_address adresse_ip direccion_ip ip_adresse')],
  [
    'an identity or bank number',
    [
      ...list(
        'ssn social_security_number passport passport_number tax_id national_id dni nie nif iban card_number credit_card',
      ),
      ...list(
        'bank_account account_number numero_de_cuenta kontonummer codice_fiscale cpf pesel bsn steuer_id steuernummer',
      ),
      ...list(
        'personalausweis ausweisnummer pasaporte numero_de_securite_sociale personnummer aadhaar drivers_license',
      ),
    ],
  ],
  [
    'an identifier of a person or device',
    list(
      'external_id user_id customer_id braze_id appboy_id device_id push_token advertising_id idfa gaid cliente_id id_cliente kundennummer',
    ),
  ],
  ['a secret', list('password secret access_token api_key contrasena passwort mot_de_passe')],
];
