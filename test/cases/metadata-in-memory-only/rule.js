function transient(user, context, callback) {
  user.user_metadata = user.user_metadata || {};
  user.user_metadata.risk = context.request.ip === '192.0.2.1' ? 'high' : 'low';
  callback(null, user, context);
}
