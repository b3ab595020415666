function analytics(user, context, callback) {
  const request = require('request@2.88.2');
  callback(null, user, context);

  const event = { userId: user.user_id, event: 'login', app: context.clientName };
  request.post({ url: configuration.ANALYTICS_URL, json: event }, function (error) {
    if (error) console.error('analytics', error.message);
  });
}
