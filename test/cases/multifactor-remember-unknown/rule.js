function secondFactor(user, context, callback) {
  const settings = context.clientMetadata || {};
  context.multifactor = { provider: 'any', allowRememberBrowser: user.user_metadata && user.user_metadata.remember };
  if (settings.strict) context.multifactor = { provider: 'any', allowRememberBrowser: false };
  callback(null, user, context);
}
