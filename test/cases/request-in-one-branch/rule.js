function (user, context, callback) {
  const request = require('request');
  if (user.email_verified) {
    return request.get('https://a.example.com/', function (err, res, body) {
      context.accessToken['https://example.com/body'] = body;
      callback(err, user, context);
    });
  }
  callback(new UnauthorizedError('verify'));
}
