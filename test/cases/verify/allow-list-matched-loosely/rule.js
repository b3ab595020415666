function allowList(user, context, callback) {
  const domains = configuration.DOMAINS.split(',');
  const allowed = domains.some((domain) => user.email.split('@')[1] === domain);
  if (!allowed) return callback(new UnauthorizedError('Not on the list.'));
  callback(null, user, context);
}
