function (user, context, callback) {
  if (context.stats.loginsCount > 100) {
    const message = 'Too many logins: ' + context.stats.loginsCount;
    return callback(new UnauthorizedError(message));
  } else if (context.stats.loginsCount > 50) {
    callback(new UnauthorizedError(context.stats.loginsCount)); return;
  } else if (user.email_verified) {
    context.idToken['https://example.com/logins'] = context.stats.loginsCount; callback(null, user, context);
  } else {
    return callback(null, user, context);
  }
}
