function guard(user, context, callback) {
  if (!user) return callback(null, null, context);
  if (context.request && context.request.query && context.request.query.prompt === 'none') {
    return callback(null, user, context);
  }
  context.idToken['https://example.com/interactive'] = true;
  callback(null, user, context);
}
