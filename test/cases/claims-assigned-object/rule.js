function assigned(user, context, callback) {
  Object.assign(context.idToken, { 'https://example.com/x': 1, 'https://example.com/y': user.name });
  callback(null, user, context);
}
