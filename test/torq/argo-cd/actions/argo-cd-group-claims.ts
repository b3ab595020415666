import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

/** Puts the groups that Argo CD's RBAC names into the ID token for Argo CD, and for Argo CD alone. */
export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (event.client.client_id !== event.secrets['ARGO_CD_CLIENT_ID']) return;

  const groups = event.user['groups'];
  if (!Array.isArray(groups) || groups.some((group) => typeof group !== 'string')) return;

  const allowed = JSON.parse(event.secrets['ARGO_CD_GROUPS_ALLOW_LIST'] ?? '[]') as string[];
  api.idToken.setCustomClaim(
    'https://contoso.com/claims/groups',
    (groups as string[]).filter((group) => allowed.includes(group)),
  );
};
