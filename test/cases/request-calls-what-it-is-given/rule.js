function helper(user, context, callback) {
  const request = require('request@2.88.2');
  const get = function (url, done) {
    request(url, done);
  };
  get('https://api.example.com/' + user.user_id, function (err, response) {
    if (err) return callback(err);
    context.idToken['https://example.com/status'] = response.statusCode;
    callback(null, user, context);
  });
}
