import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(saml-path): A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // RULE-MIGRATION(saml-mappings): Replacing the mappings also switched off those of the SAML add-on. setAttribute only overrides the same names: set the others to null. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  api.samlResponse.setAttribute('http://schemas.example.com/email', samlValue(event.user.email));
  api.samlResponse.setAttribute('http://schemas.example.com/team', samlValue((event.user.app_metadata.team as any)?.name));
  api.samlResponse.setAttribute('SessionDuration', attributeAt(event.user, {}, '43200'));
  // RULE-MIGRATION(saml-path): A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  api.samlResponse.setAttribute('http://schemas.example.com/id', event.user.user_id);
}

/** What a SAML attribute can be, of 2 kB a value and 100 kB in all; Auth0 refuses the login with anything else. */
function samlValue(value: unknown): any {
  const isPlain = (one: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof one) && String(one).length <= 2_048;
  const isList = Array.isArray(value) && value.every(isPlain) && Buffer.byteLength(value.join()) < 100_000;
  return isPlain(value) || isList ? value : null;
}

/** What a SAML mapping found: the claim of that name, or else the value at a path of the user. */
function attributeAt(user: object, claims: Record<string, unknown>, path: unknown): any {
  if (typeof path !== 'string') return null;
  const found = path.split('.').reduce<any>((value, key) => value?.[key], user);
  return samlValue(claims[path] ?? found);
}
