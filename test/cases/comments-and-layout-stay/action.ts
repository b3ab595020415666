import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

/**
 * Tags internal users.
 * @category access
 */
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
    // the namespace must be a URL
    var ns = 'https://example.com/'; /* keep the slash */

    if (event.user.email!.endsWith('@example.com'))   // internal
    {
        api.idToken.setCustomClaim(ns + 'internal', true);
    }
    else
    {
        /* nothing
           to do */
    }

    // done
}
