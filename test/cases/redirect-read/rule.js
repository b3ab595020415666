function unlessRedirected(user, context, callback) {
  if (context.redirect) return callback(null, user, context);
  context.idToken['https://example.com/direct'] = true;
  callback(null, user, context);
}
