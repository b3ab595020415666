function moreScopes(user, context, callback) {
  context.accessToken.scope = context.accessToken.scope || ['openid'];
  context.accessToken.scope.push('read:reports');
  callback(null, user, context);
}
