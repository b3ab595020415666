function (user, context, callback) {
  if (!user.email_verified) return callback(new UnauthorizedError('Verify your e-mail first.'));
  context.idToken['https://example.com/domain'] = user.email.split('@')[1];
  callback(null, user, context);
}
