function live(user, context, callback) {
  const groups = ['everyone'];
  context.idToken['https://example.com/groups'] = groups;
  if (user.email_verified) groups.push('verified');
  callback(null, user, context);
}
