import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (_event: Event, api: PostLoginAPI): Promise<void> => {
  const axios = require('axios');
  try {
    const answer = await axios.get('https://crm.example.com/users');
    const { plan } = answer.data;
    if (plan !== undefined) api.idToken.setCustomClaim('https://example.com/plan', plan);
  } catch {
    // Without a plan, then.
  }
};
