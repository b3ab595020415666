import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// The functions only look at the user by name, so the user does not leave the rule.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const rolesOf = function (person: Event['user']) {
    const endsWith = '@example.com';
    if (person.email && person.email.substring(person.email.length - endsWith.length) === endsWith) {
      return ['admin'];
    }
    return ['user'];
  };
  const isVip = (who: Event['user']) => who.app_metadata && who.app_metadata.vip === true;

  function describe(person: Event['user'], roles: any) {
    return `${person.name} (${roles.join(', ')}${isVip(person) ? ', VIP' : ''})`;
  }

  const roles = rolesOf(event.user);
  setClaim(api.idToken, 'https://example.com/roles', roles);
  setClaim(api.idToken, 'https://example.com/label', describe(event.user, roles));
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
