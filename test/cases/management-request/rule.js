function verifyEmail(user, context, callback) {
  const request = require('request');
  request.patch({
    url: auth0.baseUrl + '/users/' + user.user_id,
    headers: { Authorization: 'Bearer ' + auth0.accessToken },
    json: { email_verified: true }
  }, (err) => callback(err, user, context));
}
