function claimsOfTheProfile(user, context, callback) {
  var extra = (context.request.query || {});
  // Whatever it holds: scope is no claim.
  Object.keys(extra).forEach(function (name) {
    context.accessToken[name] = extra[name];
    context.idToken[name] = extra[name];
  });
  callback(null, user, context);
}
