import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(dynamic-require): The package to load is only known when the rule runs. Name it here, and add it to the dependencies of the Action. See https://auth0.com/docs/customize/actions/manage-dependencies
  const load = typeof require === 'function' ? require : undefined;
  const _ = load!('lodash');
  if (_.isEmpty(event.user.identities)) {
    api.access.deny('Nobody');
    return;
  }
}
