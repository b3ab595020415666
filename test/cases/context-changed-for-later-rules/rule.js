function pretend(user, context, callback) {
  context.authorization = context.authorization || {};
  context.authorization.roles = (context.authorization.roles || []).concat('admin');
  context.stats.loginsCount++;
  callback(null, user, context);
}
