function track(user, context, callback) {
  const request = require('request');
  request.post({ url: 'https://track.example.com/', json: { user: user.user_id, app: context.clientName } });
  callback(null, user, context);
}
