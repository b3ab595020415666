function roles(user, context, callback) {
  const request = require('request@2.88.2');
  if (context.stats.loginsCount > 1) {
    return finish(user, context, callback);
  }
  if (user.email_verified) {
    return load(user.user_id, callback);
  }
  request.get('https://example.com/roles', callback);

  function load(id, done) {
    setTimeout(() => done(null, { id }), 5);
  }
  function finish(user, context, done) {
    setTimeout(() => done(null, user, context), 5);
  }
}
