function admins(user, context, callback) {
  if (user.app_metadata.roles.indexOf('admin') === -1) {
    return callback(new UnauthorizedError('Admins only.'));
  }
  callback(null, user, context);
}
