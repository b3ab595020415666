function everyIdentity(user, context, callback) {
  user.identities.forEach(function (identity) {
    if (identity.connection === 'blocked') callback(new UnauthorizedError('Blocked connection.'));
  });
  callback(null, user, context);
}
