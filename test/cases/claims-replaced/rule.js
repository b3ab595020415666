function replaced(user, context, callback) {
  context.accessToken = { 'https://example.com/only': true };
  callback(null, user, context);
}
