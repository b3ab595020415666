import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  try {
    const response = await fetch('https://risk.example.com/check');
    const answer = response.json() as unknown as { blocked?: boolean };
    if (answer.blocked) return void api.access.deny('Blocked.');
  } catch {
    return void api.access.deny('The check failed.');
  }
};
