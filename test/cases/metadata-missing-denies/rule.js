function needsMetadata(user, context, callback) {
  if (!user.app_metadata) {
    return callback(new UnauthorizedError('Not provisioned.'));
  }
  callback(null, user, context);
}
