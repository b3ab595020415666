function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  if (user.app_metadata.beta === true) context.idToken['https://example.com/beta'] = true;
  callback(null, user, context);
}
