function scopes(user, context, callback) {
  if (context.clientName === 'List') context.accessToken.scope = ['openid', 'read:things'];
  else context.accessToken.scope = 'openid profile';
  callback(null, user, context);
}
