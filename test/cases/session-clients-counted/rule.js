function oneApplicationAtATime(user, context, callback) {
  if (context.sso.current_clients.length > 1) {
    return callback(new UnauthorizedError('Log out of the other application first.'));
  }
  callback(null, user, context);
}
