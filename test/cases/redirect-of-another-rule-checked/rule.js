function (user, context, callback) {
  if (context.protocol === 'redirect-callback' && context.request.query.accept !== 'yes') {
    return callback(new UnauthorizedError('Accept our terms first.'));
  }
  callback(null, user, context);
}
