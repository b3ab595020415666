function plan(user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  const plan = user.app_metadata.plan || 'free';
  context.accessToken['https://example.com/plan'] = plan;
  callback(null, user, context);
}
