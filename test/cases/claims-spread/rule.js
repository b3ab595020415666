function spread(user, context, callback) {
  context.idToken = { ...context.idToken, 'https://example.com/a': 1, ['https://example.com/' + 'b']: user.nickname };
  callback(null, user, context);
}
