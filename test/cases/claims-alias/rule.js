function alias(user, context, callback) {
  const claims = context.idToken || {};
  claims['https://example.com/id'] = user.user_id;
  claims['https://example.com/client'] = context.clientID;
  context.idToken = claims;
  callback(null, user, context);
}
