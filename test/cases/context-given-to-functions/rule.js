// The functions look at what they are given by name only, so the context does not leave the rule.
function (user, context, callback) {
  const isInternal = ctx => ctx.clientID === configuration.INTERNAL;

  function keyOf(user, context) {
    return `${user.user_id}@${context.connection}${isInternal(context) ? '!' : ''}`;
  }

  function claim(name, value, target) {
    target.idToken['https://example.com/' + name] = value;
  }

  if (!context.stats.loginsCount) return callback(new UnauthorizedError('Unknown'));
  claim('key', keyOf(user, context), context);
  callback(null, user, context);
}
