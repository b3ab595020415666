function chosen(user, context, callback) {
  const mfa = { provider: user.email_verified ? 'any' : 'guardian', allowRememberBrowser: false };
  if (context.protocol !== 'oauth2-refresh-token') context.multifactor = mfa;
  if (context.clientName === 'Kiosk') context.multifactor = undefined;
  callback(null, user, context);
}
