function granted(user, context, callback) {
  Object.assign(context.accessToken, { scope: ['read:reports'], 'https://example.com/plan': 'gold' });
  callback(null, user, context);
}
