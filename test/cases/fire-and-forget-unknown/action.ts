import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const slack = require('slack-notify')(event.secrets.SLACK_HOOK);
  // RULE-MIGRATION(fire-and-forget): The rule did not wait for this call. Work that is still open when the Action ends may be lost: await it if it matters. See https://auth0.com/docs/customize/actions/limitations
  if (event.stats.logins_count === 1) slack.success({ text: 'New user ' + event.user.name });
}
