function verifyFirst(user, context, callback) {
  if (context.protocol === 'redirect-callback') return callback(null, user, context);
  user.nickname = user.name;
  context.idToken['https://example.com/state'] = 'pending';
  if (!user.email_verified) {
    // Rules ran all over again when the user came back, so neither claim nor second factor was left then.
    context.multifactor = { provider: 'any', allowRememberBrowser: false };
    context.redirect = { url: 'https://example.com/verify' };
  }
  callback(null, user, context);
}
