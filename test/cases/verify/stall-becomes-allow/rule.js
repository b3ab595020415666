function (user, context, callback) {
  if (user.app_metadata && user.app_metadata.team === 'red') {
    return callback(null, user, context);
  } else if (context.connectionStrategy === 'auth0') {
    return callback(new UnauthorizedError('Not on the team.'));
  }
}
