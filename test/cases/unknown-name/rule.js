function unknown(user, context, callback) {
  if (isBusinessHours()) return callback(null, user, context);
  callback(new UnauthorizedError('Closed.'));
}
