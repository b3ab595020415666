import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

/* named */ /* who */ export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // before
  if (!event.user.email) /* the reason */ {
    api.access.deny('No e-mail.' /* text */ );
    return;
  }
  if (!event.user.name) {
    // explained inside
    api.access.deny('No name.');
    return;
  }
  /* key */ setClaim(api.idToken, 'https://example.com/a' /* value */ , event.user.nickname); // behind
  api.multifactor.enable('any', {
    // which one
     // any of them
    /* remember */ allowRememberBrowser: false
  });
  /* no error */ /* same */ // done
  // last words
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
