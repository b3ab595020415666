function limits(user, context, callback) {
  var profile = { plan: 'free' };
  context.idToken['https://example.com/profile'] = profile;
  addLimits(profile);
  var info = {};
  context.accessToken['https://example.com/info'] = info;
  Object.assign(info, { client: context.clientID });
  return callback(null, user, context);

  function addLimits(target) {
    target.limit = user.email_verified ? 100 : 10;
  }
}
