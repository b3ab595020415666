function authenticator(user, context, callback) {
  context.multifactor = { provider: 'google-authenticator', issuer: 'Example', key: configuration.GA_KEY, ignoreCookie: false };
  callback(null, user, context);
}
