function fallsThrough(user, context, callback) {
  if (context.stats.loginsCount > 100) {
    callback(new UnauthorizedError('Too many logins.'));
  }
  context.idToken['https://example.com/count'] = context.stats.loginsCount;
  callback(null, user, context);
}
