function (user, context, callback) {
  context.idToken['https://example.com/roles'] = (context.authorization || {}).roles || [];
  callback(null, user, context);
}
