function (user, context, callback) {
  if (require('crypto').createHash('sha256').update(String(user.pin)).digest('hex') !== configuration.PIN_HASH) {
    return callback(new UnauthorizedError('pin'));
  }
  context.idToken['https://example.com/level'] = 2;
  callback(null, user, context);
}
