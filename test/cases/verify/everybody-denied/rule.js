function (user, context, callback) {
  callback(new UnauthorizedError('closed'));
}
