import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  void fetch('https://risk.example.com/check').then(
    (response) => {
      if (response.status === 404) api.access.deny('Unknown.');
    },
    () => undefined,
  );
};
