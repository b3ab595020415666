import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (_event: Event, api: PostLoginAPI): Promise<void> => {
  const answer = await fetch('https://crm.example.com/users');
  const { plan } = (await answer.json()) as { plan?: string };
  if (plan !== undefined) api.idToken.setCustomClaim('https://example.com/plan', plan);
};
