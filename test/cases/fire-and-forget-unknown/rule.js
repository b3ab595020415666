function notify(user, context, callback) {
  const slack = require('slack-notify')(configuration.SLACK_HOOK);
  if (context.stats.loginsCount === 1) slack.success({ text: 'New user ' + user.name });
  callback(null, user, context);
}
