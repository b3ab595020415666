function graph(user, context, callback) {
  const identity = user.identities.find((one) => one.provider === 'waad');
  if (!identity.access_token) return callback(new UnauthorizedError('No token.'));
  callback(null, user, context);
}
