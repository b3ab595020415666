import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  outer: for (const i of event.user.identities) {
    for (const c of ['a', 'b']) {
      if (i.connection === c) continue outer;
      if (i.provider === 'evil') { api.access.deny('evil'); return; }
    }
  }
}
