function (user, context, callback) {
  if (!user.app_metadata) user.app_metadata = {};
  if (!user.user_metadata) {
    user.user_metadata = {};
  }
  if (user.app_metadata.plan === 'trial') return callback(new UnauthorizedError('wrong plan'));
  context.idToken['https://example.com/color'] = user.user_metadata.color;
  callback(null, user, context);
}
