function (user, context, callback) {
  if (typeof user.groups === 'string') user.groups = [user.groups];
  user.tier = 'gold';
  context.idToken['https://acme.io/tier'] = user.tier;
  if (user.groups && user.groups.includes('blocked')) return callback(new UnauthorizedError('Blocked.'));
  callback(null, user, context);
}
