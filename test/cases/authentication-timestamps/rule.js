function recentMfa(user, context, callback) {
  const methods = (context.authentication && context.authentication.methods) || [];
  const mfa = methods.find((method) => method.name === 'mfa');
  if (!mfa || Date.now() - mfa.timestamp > 3600000) {
    context.multifactor = { provider: 'any', allowRememberBrowser: false };
  }
  callback(null, user, context);
}
