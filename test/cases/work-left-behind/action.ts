import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const axios = require('axios');
  const https = require('https');
  const Analytics = require('analytics-node');
  const send = async (text: any) => {
    await axios.post('https://example.com/log', { text });
  };
  const profile = () => axios.get('https://example.com/profile');

  // Answered before the login went on, or not at all: nobody waited.
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  (async function () {
    try {
      await axios.post('https://example.com/a', { id: event.user.user_id });
    } catch (error) {}
  })();
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  send('login');
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  profile();
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  ['a', 'b'].forEach((name) => send(name));
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  setImmediate(function () {
    console.log('later');
  });
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  https.get('https://example.com/b').on('error', function () {});
  const analytics = new Analytics('KEY');
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  analytics.track({ userId: event.user.user_id, event: 'login' });
  if (event.stats.logins_count === 1) {
    await attempt((done) => require('request').post({ url: 'https://example.com/c', json: true }, done));
  }
}

/**
 * Starts work that the rule did not wait for, and waits at most five seconds for it. An error fails the login at the
 * start, and later only until the rule has called back, as it did in the rule.
 */
async function attempt(
  work: (done: (error?: unknown) => void) => unknown,
  fail?: (error: unknown) => void,
): Promise<void> {
  let starting = true;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, 5_000);
    const done = (error?: unknown): void => {
      clearTimeout(timer);
      if (starting && error) reject(error);
      else resolve();
    };
    Promise.resolve(work(done)).catch((error: unknown) => {
      console.error(error);
      fail?.(error || new Error(String(error)));
      done();
    });
    starting = false;
  });
}
