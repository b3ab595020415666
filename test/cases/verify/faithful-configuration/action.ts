import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  const { REQUIRED, ALLOW_LIST, SKIP = 'false' } = event.secrets;
  if (!REQUIRED) return;
  if (SKIP === 'true') return;
  const domain = (event.user.email || '').split('@')[1];
  const allowed = (ALLOW_LIST || '').split(',');
  if (!allowed.includes(domain!)) {
    api.access.deny('Not on the list.');
    return;
  }
  api.idToken.setCustomClaim('https://example.com/list', allowed.length);
};
