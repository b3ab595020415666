function (user, context, callback) {
  const CLIENTS = ['a1', 'b2'];
  if (CLIENTS.indexOf(context.clientID) !== -1) {
    const completed = !!context.authentication.methods.find((m) => m.name === 'mfa' && m.timestamp > Date.now() - 86400000);
    if (completed) return callback(null, user, context);
    context.multifactor = { provider: 'guardian', ignoreCookie: true };
  } else { context.multifactor = { provider: user.app_metadata && user.app_metadata.mfa || 'any', allowRememberBrowser: false }; }
  callback(null, user, context);
}
