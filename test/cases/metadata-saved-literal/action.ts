import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  api.user.setUserMetadata('last_client', event.client.client_id);
  api.user.setUserMetadata('seen', true);
  // saved
  // on with it
      // not saved
      
}
