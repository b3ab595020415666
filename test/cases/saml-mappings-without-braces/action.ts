import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(root-attribute): user.nickname: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
  if (event.client.name === 'B') { user.nickname = 'guest'; api.idToken.setCustomClaim('nickname', user.nickname); }
  // RULE-MIGRATION(saml-absent): Where the login was not a SAML one, Rules may have had no samlConfiguration, and failed here. The Action goes on. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // RULE-MIGRATION(saml-path): A mapping is the path of an attribute of the user, computed here when the Action runs. Where it finds an object, text over 2 kB or a list over 100 kB, which setAttribute refuses, the attribute is left out. Auth0 documents 10 kB for all attributes together: check lists of groups. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  // RULE-MIGRATION(saml-mappings): Replacing the mappings also switched off those of the SAML add-on. setAttribute only overrides the same names: set the others to null. See https://auth0.com/docs/actions/reference/post-login/post-login-api-object
  if (event.client.name === 'AWS') {
    api.samlResponse.setAttribute('Name', samlValue(user.name));
    api.samlResponse.setAttribute('Plan', samlValue(user.user_metadata?.plan?.name));
  }
  else {
    api.samlResponse.setAttribute('Nick', samlValue(user.nickname));
    api.samlResponse.setAttribute('Mail', samlValue(user.email));
  }
}

/** What a SAML attribute can be, of 2 kB a value and 100 kB in all; Auth0 refuses the login with anything else. */
function samlValue(value: unknown): any {
  const isPlain = (one: unknown): boolean =>
    ['string', 'number', 'boolean'].includes(typeof one) && String(one).length <= 2_048;
  const isList = Array.isArray(value) && value.every(isPlain) && Buffer.byteLength(value.join()) < 100_000;
  return isPlain(value) || isList ? value : null;
}
