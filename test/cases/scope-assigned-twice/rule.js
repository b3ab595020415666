function scopes(user, context, callback) {
  context.accessToken.scope = 'openid a b';
  if (user.email_verified) context.accessToken.scope = ['c'];
  callback(null, user, context);
}
