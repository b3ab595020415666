function defaultRole(user, context, callback) {
  const roles = (context.authorization || {}).roles || [];
  if (roles.length === 0) roles.push('guest');
  context.idToken['https://example.com/roles'] = roles;
  callback(null, user, context);
}
