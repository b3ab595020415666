import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const jwt = require('jsonwebtoken');
  const _ = require('lodash');
  // RULE-MIGRATION(old-version): jsonwebtoken: expiresInMinutes: The rule named no version of this package, and later versions changed what it uses. Pin the version that the sandbox had, or rewrite the call. See https://auth0.com/docs/customize/actions/manage-dependencies
  var token = jwt.sign({ sub: event.user.user_id }, event.secrets.SIGNING_KEY, { expiresInMinutes: 5 });
  // RULE-MIGRATION(root-read): user.groups: This attribute is not part of the documented event. It is there when the identity provider of the primary identity sent it, not when a rule, an extension or app_metadata put it on the user. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  // RULE-MIGRATION(old-version): lodash: _.pluck: The rule named no version of this package, and later versions changed what it uses. Pin the version that the sandbox had, or rewrite the call. See https://auth0.com/docs/customize/actions/manage-dependencies
  var groups = _.pluck(event.user.groups, 'name');
  console.log(token, _.map(groups, 'length'));
}
