function (user, context, callback) {
  // anonymous, as most rules in the dashboard are
  context.idToken['https://example.com/email'] = user.email;
  return callback(null, user, context);
}
// a comment behind it
