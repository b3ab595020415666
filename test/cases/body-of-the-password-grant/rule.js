function realm(user, context, callback) {
  if (context.protocol === 'oauth2-password' && context.request.body.realm !== 'Username-Password-Authentication') return callback(new UnauthorizedError('realm'));
  callback(null, user, context);
}
