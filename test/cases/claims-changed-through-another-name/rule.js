function roles(user, context, callback) {
  var roles = [];
  var all = roles;
  context.idToken['https://example.com/roles'] = roles;
  if (user.email_verified) all.push('verified');
  callback(null, user, context);
}
