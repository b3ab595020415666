function registeredOnly(user, context, callback) {
  if (!context.clientMetadata) {
    return callback(new UnauthorizedError('The application is not registered.'));
  }
  if (context.clientMetadata.tier === 'gold') context.idToken['https://example.com/tier'] = 'gold';
  var settings = context.clientMetadata || { level: 'low' };
  if (settings.level === 'low' && !user.email_verified) return callback(new UnauthorizedError('Verify first.'));
  callback(null, user, context);
}
