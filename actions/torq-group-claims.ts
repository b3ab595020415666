import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

/** The claim that the rows of Torq's claims mapping name. Auth0 drops a claim called just `groups`. */
const GROUPS_CLAIM = 'https://torq.io/groups';

/**
 * Puts a person's Entra ID groups into the ID token for Torq, and for Torq alone: logins to other applications are
 * left as they are. Without groups there is no claim, and Torq's mapping decides by e-mail; this Action never denies.
 *
 * Secrets: TORQ_CLIENT_ID, the client ID of the Torq application; TORQ_GROUPS_ALLOW_LIST, the group names that
 * Torq's mapping uses as a JSON array, which keeps tokens small, or `*` for all groups.
 */
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (event.client.client_id !== event.secrets['TORQ_CLIENT_ID']) return;

  const groups = event.user['groups'];
  if (!isStringArray(groups)) return;

  const isAllowed = readAllowList(event.secrets['TORQ_GROUPS_ALLOW_LIST']);
  if (isAllowed === undefined) {
    console.log('TORQ_GROUPS_ALLOW_LIST is not a JSON array of group names, so no groups claim is set.');
    return;
  }
  api.idToken.setCustomClaim(GROUPS_CLAIM, groups.filter(isAllowed));
};

/** Whatever Entra ID sent is untrusted: only an array of strings is a list of groups. */
function isStringArray(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** The test for a group to enter the token; undefined for a list that cannot be read. Case counts, as it does in Torq. */
function readAllowList(secret: string | undefined): ((group: string) => boolean) | undefined {
  if (secret === undefined || secret === '*') return () => true;
  try {
    const names: unknown = JSON.parse(secret);
    return isStringArray(names) ? (group) => names.includes(group) : undefined;
  } catch {
    return undefined;
  }
}
