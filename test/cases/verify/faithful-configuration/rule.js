function gate(user, context, callback) {
  const { REQUIRED, ALLOW_LIST, SKIP = 'false' } = configuration;
  if (!REQUIRED) return callback(null, user, context);
  if (SKIP === 'true') return callback(null, user, context);
  const domain = (user.email || '').split('@')[1];
  const allowed = (ALLOW_LIST || '').split(',');
  if (!allowed.includes(domain)) return callback(new UnauthorizedError('Not on the list.'));
  context.idToken['https://example.com/list'] = allowed.length;
  callback(null, user, context);
}
