function held(user, context, callback) {
  const base = { roles: ['member'] };
  const box = { inner: base };
  const names = base.roles.map((role) => role.toUpperCase());
  context.idToken['https://example.com/names'] = names;
  context.idToken['https://example.com/roles'] = base.roles;
  const { inner } = box;
  for (const each of [inner]) each.roles.push(user.email_verified ? 'verified' : 'new');
  callback(null, user, context);
}
