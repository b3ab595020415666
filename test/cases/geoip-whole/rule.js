function location(user, context, callback) {
  context.idToken['https://example.com/geoip'] = context.request.geoip;
  callback(null, user, context);
}
