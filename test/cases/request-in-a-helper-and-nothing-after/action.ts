import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const request = require('request');
  function post(url: any, cb: any) {
    request.post(url, function (err: any) {
      cb(err);
    });
  }
  const count = (what: any) => request.post({ url: 'https://count.acme.io', json: { what } });
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  post('https://hook.acme.io', function () {});
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  count('logins');
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  event.user.email_verified || request.post('https://remind.acme.io');
}
