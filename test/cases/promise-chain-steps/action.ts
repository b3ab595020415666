import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  try {
    const response = await fetch('https://roles.example.com/users/' + event.user.user_id);
    // Anything but success fails the login.
    if (!response.ok) throw new Error('status ' + response.status);
    const body: any = await response.json();
    const roles = await (body.roles || ['none']);
    setClaim(api.idToken, 'https://example.com/roles', roles);
    if (roles.includes('blocked')) {
      api.access.deny('Blocked.');
      return;
    }
  } catch (error: any) {
    console.log(error);
    api.access.deny('Roles: ' + error.message);
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
