function (user, context, callback) {
  // The rule works on copies of its own.
  user = Object.assign({}, user, { email: (user.email || '').toLowerCase() });
  context = _.cloneDeep(context);

  user.app_metadata = user.app_metadata || {};
  Object.assign(user.app_metadata, { seen: true, domain: user.email.split('@')[1] });
  auth0.users.updateAppMetadata(user.user_id, user.app_metadata);
  context.idToken['https://example.com/email'] = user.email;
  if (user.email.endsWith('.test')) return callback(new UnauthorizedError('No test accounts.'));
  callback(null, user, context);
}
